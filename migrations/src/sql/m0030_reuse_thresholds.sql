-- From how many on something is told of too many people, as a division says from a day on. What it said last of a kind
-- holds, its smallest division first; none: as the division above it says, or else the settings.
create table reuse_threshold (
  id {uuid} primary key,
  division bigint not null,
  kind text not null,
  least bigint,
  valid_from {day} not null,
  account_id {uuid} references account (id),
  created_at {instant} not null,
  constraint reuse_threshold_kind check (kind in ('phone', 'pay_account', 'evidence_file', 'crowded_start')),
  -- One alone is nobody too many.
  constraint reuse_threshold_least check (least between 2 and 1000)
);
create index reuse_threshold_by_division on reuse_threshold (division, valid_from);
