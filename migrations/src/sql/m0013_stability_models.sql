-- What was learnt of how long jobs last. Written once by its job, and never changed: what a run was scored with can be read again.
create table stability_model (
  id {uuid} primary key references job (id),
  -- Jobs up to this day taught it; jobs after it, up to the other, judged it.
  learnt_until {day} not null,
  judged_until {day} not null,
  -- Whether it may be used; null until its job is done.
  verdict text,
  -- How it did on the later jobs.
  judgement {json},
  -- Hazard and effects.
  fitted {json},
  created_at {instant} not null,
  constraint stability_model_days check (learnt_until < judged_until),
  constraint stability_model_verdict check (verdict in ('better', 'not_better', 'too_few')),
  constraint stability_model_done check ((verdict is null) = (judgement is null) and (verdict is null) = (fitted is null))
);

-- Whether a run may score with what was learnt, and the model that it did score with.
alter table matching_run add column learnt_stability boolean not null default true;
alter table matching_run add column stability_model_id {uuid};
