-- A rule of stability that an office has added. It is never changed: what replaces it is its next number.
create table stability_rule (
  id {uuid} primary key,
  -- Whose rule it is; null: the national office's.
  division bigint,
  code text not null,
  number bigint not null,
  name text not null,
  source text not null,
  months bigint not null,
  counting text not null,
  gap_days bigint,
  within_days bigint,
  same_employer boolean not null,
  contract_months bigint,
  pay_floor_fen bigint,
  earned_floor_fen bigint,
  -- As in the table that comes with the program: contract|stamped_list*1;pay_slip*3
  evidence text not null,
  reach text not null,
  way text not null,
  post_kind text,
  workplace bigint,
  effective_from {day} not null,
  effective_to {day},
  created_by {uuid} references account (id),
  version bigint not null,
  created_at {instant} not null,
  constraint stability_rule_months check (months between 1 and 60),
  -- Each way of counting has its own measure, and not the other's.
  constraint stability_rule_counting check (
    (counting = 'consecutive' and gap_days is not null and within_days is null)
    or (counting = 'cumulative' and gap_days is null and within_days is not null)
  ),
  constraint stability_rule_reach check (reach in ('anywhere', 'out_of_province', 'within_province')),
  constraint stability_rule_way check (way in ('any', 'organised', 'self_organised')),
  constraint stability_rule_ends_after_start check (effective_to is null or effective_to >= effective_from)
);
create unique index stability_rule_once on stability_rule (coalesce(division, 0), code, number);
-- One number of a rule goes on.
create unique index stability_rule_one_open on stability_rule (coalesce(division, 0), code) where effective_to is null;

-- A random sample of the jobs that were reported to go on, to be visited.
create table audit (
  id {uuid} primary key,
  -- From which area it was drawn: people at home there, or work there.
  division bigint not null,
  side text not null,
  -- The day on which the jobs were reported to go on.
  on_day {day} not null,
  -- Jobs that had begun before are left out.
  since_day {day} not null,
  seed bigint not null,
  margin_percent bigint,
  total bigint,
  -- SHA-256 of the frame: the same digest, the same jobs in the same strata.
  frame_digest {bytes} not null,
  frame_size bigint not null,
  sample_size bigint not null,
  closed_on {day},
  created_by {uuid} references account (id),
  version bigint not null,
  created_at {instant} not null,
  constraint audit_side check (side in ('home', 'workplace')),
  constraint audit_size check ((margin_percent is null) <> (total is null)),
  constraint audit_sample_within_frame check (sample_size between 0 and frame_size)
);
create index audit_by_division on audit (division, id);

-- Jobs of one home county at one employer.
create table audit_stratum (
  audit_id {uuid} not null references audit (id),
  number bigint not null,
  home bigint not null,
  enterprise_id {uuid} references enterprise (id),
  employer text,
  -- Jobs reported to have begun, and those of them reported to go on.
  begun bigint not null,
  reported bigint not null,
  drawn bigint not null,
  constraint audit_stratum_once primary key (audit_id, number),
  constraint audit_stratum_counts check (drawn >= 0 and drawn <= reported and reported <= begun)
);
create index audit_stratum_by_enterprise on audit_stratum (enterprise_id);

-- The frame, job by job, as it was frozen; who was drawn has a place in the draw.
create table audit_unit (
  audit_id {uuid} not null references audit (id),
  employment_id {uuid} not null references employment (id),
  stratum bigint not null,
  home bigint not null,
  workplace bigint,
  place bigint,
  -- Who reported that the job had begun.
  reported_by {uuid} references account (id),
  finding text,
  found_on {day},
  found_by {uuid} references account (id),
  found_role text,
  recorded_at {instant},
  constraint audit_unit_once primary key (audit_id, employment_id),
  constraint audit_unit_finding check (finding in
    ('confirmed', 'left_before', 'never_arrived', 'unreachable', 'wrong_data')),
  constraint audit_unit_found check (
    (finding is null) = (found_on is null) and (finding is null) = (recorded_at is null)
    and (finding is null or place is not null)
  ),
  -- Whoever reported a job does not verify it.
  constraint audit_unit_other_hands check (found_by is null or reported_by is null or found_by <> reported_by)
);
create index audit_unit_by_employment on audit_unit (employment_id);
create index audit_unit_by_home on audit_unit (home) where place is not null;
create index audit_unit_by_workplace on audit_unit (workplace) where place is not null;

-- Every finding that was ever told, the one in force included.
create table audit_finding (
  id {uuid} primary key,
  audit_id {uuid} not null references audit (id),
  employment_id {uuid} not null references employment (id),
  finding text not null,
  found_on {day} not null,
  account_id {uuid} references account (id),
  role text,
  recorded_at {instant} not null
);
create index audit_finding_by_unit on audit_finding (audit_id, employment_id);
