create table enterprise (
  id {uuid} primary key,
  credit_code text not null,
  name text not null,
  division bigint not null,
  industry text,
  size text,
  contact_name text,
  contact_phone_sealed {bytes},
  verified_on {day},
  verified_by {uuid} references account (id),
  suspended_on {day},
  suspension_reason text,
  version bigint not null,
  created_at {instant} not null,
  updated_at {instant} not null,
  constraint enterprise_once unique (credit_code),
  -- Only who was verified can be suspended, and never without a reason.
  constraint enterprise_suspension check (
    (suspended_on is null) = (suspension_reason is null)
    and (suspended_on is null or verified_on is not null)
  )
);
create index enterprise_by_division on enterprise (division, id);

create table vacancy (
  id {uuid} primary key,
  enterprise_id {uuid} not null references enterprise (id),
  kind text not null,
  title text not null,
  trade text not null,
  description text,
  openings bigint not null,
  taken bigint not null,
  workplace bigint not null,
  pay_min_fen bigint not null,
  pay_max_fen bigint not null,
  schooling_min text,
  required_certificates text not null,
  preferred_certificates text not null,
  required_skills text not null,
  preferred_skills text not null,
  age_min bigint,
  age_max bigint,
  hours_per_day bigint,
  rest_days_per_month bigint,
  board boolean,
  lodging boolean,
  social_insurance boolean,
  contract_kind text,
  contract_months bigint,
  hazards text not null,
  couple_rooms bigint not null,
  mandarin_needed boolean not null,
  start_from {day},
  start_to {day},
  closes_on {day},
  confirmed_on {day} not null,
  closed_on {day},
  import_id {uuid},
  version bigint not null,
  created_at {instant} not null,
  updated_at {instant} not null,
  -- The last opening is never given twice.
  constraint vacancy_taken_within_openings check (taken >= 0 and taken <= openings),
  constraint vacancy_has_openings check (openings between 1 and 100000),
  constraint vacancy_pay check (pay_min_fen > 0 and pay_max_fen >= pay_min_fen),
  constraint vacancy_age check (age_min >= 16 and age_max >= age_min),
  constraint vacancy_couple_rooms check (couple_rooms >= 0),
  constraint vacancy_start_window check (start_to is null or start_from is null or start_to >= start_from)
);
-- What tells one open post of an enterprise from another; a sheet that comes again changes these.
create unique index vacancy_open_once on vacancy (enterprise_id, kind, title, trade, workplace)
  where closed_on is null;
create index vacancy_by_enterprise on vacancy (enterprise_id, id);
create index vacancy_by_workplace on vacancy (workplace, id);
