-- Which earlier noes bound the answer of a run for a person, as they stood when it was computed: a reason that is corrected
-- later changes later runs, not what this one says.
create table run_heed (
  run_id {uuid} not null references matching_run (id),
  person_id {uuid} not null references person (id),
  placement_id {uuid} not null references placement (id),
  -- What it did, and how far: `nearer:own_county`.
  heed text not null,
  reason text not null,
  said_on {day} not null,
  constraint run_heed_once primary key (run_id, person_id, placement_id)
);
