-- One row a person, as last told. IDs and phones are sealed; they are found by a keyed digest.
create table person (
  id {uuid} primary key,
  citizen_id_index {bytes} not null,
  citizen_id_sealed {bytes} not null,
  phone_index {bytes},
  phone_sealed {bytes},
  name text not null,
  sex text not null,
  born {day} not null,
  home bigint not null,
  township text,
  village text,
  household_number text,
  person_number text,
  relation text,
  register_category text,
  schooling text,
  in_school boolean not null,
  labour_ability text,
  mandarin boolean,
  work_status text,
  willingness text,
  wishes_to_start_business boolean not null,
  -- Lists of codes, separated by spaces: read and written whole, never searched.
  skills text not null,
  certificates text not null,
  wish_divisions text not null,
  wish_trades text not null,
  wish_pay_fen bigint,
  ready_from {day},
  training_wish text,
  training_trade text,
  -- The day from which matching may use this row; null after withdrawal.
  matching_consent_on {day},
  -- The day on which the county stood by this row.
  as_of {day} not null,
  -- Digest of what the roster said, to see at once that nothing changed.
  roster_digest {bytes} not null,
  import_id {uuid},
  version bigint not null,
  created_at {instant} not null,
  updated_at {instant} not null,
  constraint person_once unique (citizen_id_index),
  constraint person_sex check (sex in ('male', 'female')),
  constraint person_wish_pay check (wish_pay_fen is null or wish_pay_fen > 0)
);
create index person_by_home on person (home, id);
create index person_by_phone on person (phone_index);
create index person_by_household on person (household_number);

-- What a row said before it was changed, and since which day it says otherwise.
create table person_change (
  person_id {uuid} not null references person (id),
  version bigint not null,
  as_of {day} not null,
  was {json} not null,
  import_id {uuid},
  recorded_at {instant} not null,
  constraint person_change_once primary key (person_id, version)
);

-- Dated jobs. What somebody does now is derived from these, never typed in.
create table employment (
  id {uuid} primary key,
  person_id {uuid} not null references person (id),
  placement_id {uuid},
  workplace bigint,
  place_text text,
  employer text,
  trade text,
  pay_min_fen bigint,
  pay_max_fen bigint,
  channel text,
  started_on {day} not null,
  -- How exactly the start is known: day, month, or estimated from months worked.
  start_precision text not null,
  -- The first day on which we knew of the job: it was not watched before (delayed entry).
  known_from {day} not null,
  ended_on {day},
  end_reason text,
  import_id {uuid},
  version bigint not null,
  created_at {instant} not null,
  constraint employment_start_precision check (start_precision in ('day', 'month', 'estimated')),
  constraint employment_ends_after_start check (ended_on is null or ended_on >= started_on),
  constraint employment_known_after_start check (known_from >= started_on)
);
create index employment_by_person on employment (person_id);
-- One person never has two open jobs.
create unique index employment_one_open_per_person on employment (person_id) where ended_on is null;

-- People who must stay together, and how closely.
create table party (
  id {uuid} primary key,
  closeness text not null,
  home bigint not null,
  version bigint not null,
  created_at {instant} not null,
  constraint party_closeness check (closeness in ('city', 'enterprise', 'post'))
);
create table party_member (
  person_id {uuid} primary key references person (id),
  party_id {uuid} not null references party (id)
);
create index party_member_by_party on party_member (party_id);

-- A second county says that a person is its own. Nothing is overwritten; both see it.
create table conflict (
  id {uuid} primary key,
  person_id {uuid} not null references person (id),
  holder bigint not null,
  claimant bigint not null,
  import_id {uuid},
  outcome text,
  resolved_at {instant},
  version bigint not null,
  created_at {instant} not null,
  constraint conflict_of_two check (holder <> claimant),
  constraint conflict_outcome check (outcome in ('released', 'withdrawn')),
  constraint conflict_resolved check ((outcome is null) = (resolved_at is null))
);
create unique index conflict_once_open on conflict (person_id, claimant) where outcome is null;
create index conflict_by_holder on conflict (holder);
create index conflict_by_claimant on conflict (claimant);
