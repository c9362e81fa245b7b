-- A file given as evidence. What it holds lies outside the database, under its digest: the same
-- content given twice is two rows and one file.
create table evidence_file (
  id {uuid} primary key,
  digest {bytes} not null,
  bytes bigint not null,
  media text not null,
  -- Who gave it: nobody else may name it in a statement.
  account_id {uuid} not null references account (id),
  created_at {instant} not null,
  constraint evidence_file_media check (media in ('jpeg', 'png', 'webp', 'pdf')),
  constraint evidence_file_bytes check (bytes > 0)
);
create index evidence_file_by_digest on evidence_file (digest);
create index evidence_file_by_age on evidence_file (created_at);

-- Somebody states that a person was at a job on a day, and by what that is shown. A statement is
-- never changed; one made by mistake is withdrawn, and what was believed on any day stays known.
create table evidence (
  id {uuid} primary key,
  employment_id {uuid} not null references employment (id),
  kind text not null,
  on_day {day} not null,
  since_day {day},
  pay_fen bigint,
  contract_months bigint,
  file_id {uuid} references evidence_file (id),
  account_id {uuid} references account (id),
  role text,
  -- The act or the import by which it was stated, together with others.
  act_id {uuid} not null,
  recorded_at {instant} not null,
  withdrawn_at {instant},
  withdrawn_by {uuid} references account (id),
  constraint evidence_kind check (kind in
    ('pay_slip', 'contract', 'stamped_list', 'social_insurance', 'call', 'self_check_in', 'employer_report', 'office_report')),
  constraint evidence_days check (since_day is null or since_day <= on_day),
  constraint evidence_pay check (pay_fen is null or pay_fen > 0),
  constraint evidence_months check (contract_months is null or contract_months > 0),
  constraint evidence_word_without_file check
    (file_id is null or kind not in ('call', 'self_check_in', 'employer_report', 'office_report')),
  constraint evidence_withdrawn check (withdrawn_by is null or withdrawn_at is not null)
);
create index evidence_by_employment on evidence (employment_id, on_day);
create index evidence_by_file on evidence (file_id);
create index evidence_by_act on evidence (act_id);
-- What is only said is said once a day.
create unique index evidence_word_once on evidence (employment_id, kind, on_day)
  where kind in ('call', 'self_check_in', 'employer_report', 'office_report') and withdrawn_at is null;

-- Somebody at a job, or on the way to one, asks for help; whoever follows up sees to it.
create table help_request (
  id {uuid} primary key,
  person_id {uuid} not null references person (id),
  employment_id {uuid} references employment (id),
  reason text not null,
  asked_on {day} not null,
  account_id {uuid} references account (id),
  role text,
  outcome text,
  closed_on {day},
  closed_by {uuid} references account (id),
  version bigint not null,
  recorded_at {instant} not null,
  constraint help_request_closed check ((outcome is null) = (closed_on is null))
);
create index help_request_by_person on help_request (person_id);
-- Asked again while it is open, it is the same request.
create unique index help_request_once_open on help_request (person_id, reason) where outcome is null;

-- Somebody tried to reach a person, and what came of it.
create table contact (
  id {uuid} primary key,
  employment_id {uuid} not null references employment (id),
  on_day {day} not null,
  outcome text not null,
  account_id {uuid} references account (id),
  role text,
  act_id {uuid} not null,
  recorded_at {instant} not null
);
create index contact_by_employment on contact (employment_id, on_day);
create index contact_by_act on contact (act_id);

-- In which rounds a division follows its people up. Where none is in force, the usual ones hold.
create table round_plan (
  id {uuid} primary key,
  division bigint not null,
  -- Days after the start of a job, rising, separated by spaces: read and written whole.
  days text not null,
  lead_days bigint not null,
  grace_days bigint not null,
  tries bigint not null,
  valid_from {day} not null,
  valid_to {day},
  account_id {uuid} references account (id),
  version bigint not null,
  created_at {instant} not null,
  constraint round_plan_days check (lead_days >= 0 and grace_days >= 0 and tries > 0),
  constraint round_plan_ends_after_start check (valid_to is null or valid_to >= valid_from),
  constraint round_plan_once unique (division, valid_from)
);
-- A division has one plan that goes on.
create unique index round_plan_one_open on round_plan (division) where valid_to is null;

-- That somebody was seen at work was an event of a placement; it is evidence now.
insert into evidence (id, employment_id, kind, on_day, account_id, role, act_id, recorded_at)
select told.id, employment.id,
  case told.role when 'worker' then 'self_check_in' when 'enterprise' then 'employer_report' else 'office_report' end,
  told.on_day, told.account_id, told.role, told.id, told.recorded_at
from placement_event told
join employment on employment.placement_id = told.placement_id
where told.kind = 'check_in'
on conflict do nothing;
