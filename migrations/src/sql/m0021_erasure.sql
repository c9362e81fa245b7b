-- Somebody asks that nothing be kept that tells who they are; the county decides.
create table erasure (
  id {uuid} primary key,
  person_id {uuid} not null references person (id),
  asked_by {uuid} references account (id),
  role text,
  outcome text,
  refusal_reason text,
  decided_by {uuid} references account (id),
  decided_at {instant},
  version bigint not null,
  created_at {instant} not null,
  constraint erasure_outcome check (outcome in ('done', 'refused')),
  constraint erasure_decided check ((outcome is null) = (decided_at is null)),
  constraint erasure_refused check ((outcome = 'refused') = (refusal_reason is not null) or outcome is null),
  constraint erasure_of_two check (decided_by is null or asked_by is null or decided_by <> asked_by)
);
create unique index erasure_one_waiting on erasure (person_id) where outcome is null;
create index erasure_by_person on erasure (person_id) where outcome = 'done';

-- A court, an audit or a dispute needs what is known of somebody: until it is released nothing is erased.
create table legal_hold (
  id {uuid} primary key,
  person_id {uuid} not null references person (id),
  reason text not null,
  set_by {uuid} references account (id),
  set_at {instant} not null,
  released_by {uuid} references account (id),
  released_at {instant},
  constraint legal_hold_released check (released_by is null or released_at is not null)
);
create unique index legal_hold_once on legal_hold (person_id, reason) where released_at is null;
