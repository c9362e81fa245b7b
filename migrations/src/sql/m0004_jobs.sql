-- Long work. A worker leases a row; the lease and the attempt fence off a second one.
create table job (
  id {uuid} primary key,
  kind text not null,
  state text not null,
  done bigint not null,
  total bigint,
  unit text not null,
  -- What a matching is busy with, and its proven gap so far.
  phase text,
  gap_ppm bigint,
  counts {json} not null,
  -- Why it failed: a stable code, and the sentence in two languages.
  error {json},
  attempts bigint not null,
  run_at {instant} not null,
  leased_until {instant},
  cancel_asked boolean not null,
  account_id {uuid} references account (id),
  grant_id {uuid} references role_grant (id),
  division bigint,
  enterprise_id {uuid},
  version bigint not null,
  created_at {instant} not null,
  finished_at {instant},
  expires_at {instant},
  constraint job_state check (state in
    ('QUEUED', 'RUNNING', 'AWAITING_CONFIRMATION', 'COMMITTING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED'))
);
create index job_due on job (run_at) where state in ('QUEUED', 'RUNNING', 'COMMITTING');
create index job_by_division on job (division, id);
create index job_by_enterprise on job (enterprise_id, id);

-- An uploaded file, waiting in the spool or done with.
create table import (
  id {uuid} primary key references job (id),
  kind text not null,
  mode text not null,
  as_of {day} not null,
  file_digest {bytes} not null,
  file_bytes bigint not null,
  spool_name text,
  constraint import_kind check (kind in ('roster', 'closings', 'vacancies', 'pairings')),
  constraint import_mode check (mode in ('all_or_nothing', 'skip_bad_rows'))
);

-- What is wrong with which cell: codes only, never what the cell holds.
create table job_issue (
  job_id {uuid} not null references job (id),
  row_number bigint not null,
  -- Tells what is said of one row apart.
  position bigint not null,
  serial bigint,
  heading text not null,
  code text not null,
  severity text not null,
  constraint job_issue_once primary key (job_id, row_number, position)
);
