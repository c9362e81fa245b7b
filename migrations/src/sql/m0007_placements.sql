create table placement (
  id {uuid} primary key,
  person_id {uuid} not null references person (id),
  vacancy_id {uuid} not null references vacancy (id),
  enterprise_id {uuid} not null references enterprise (id),
  run_id {uuid} references matching_run (id),
  -- Copied when offered: who may see a placement does not change when a person moves.
  home bigint not null,
  workplace bigint not null,
  tier text not null,
  score integer,
  stage text not null,
  offered_on {day} not null,
  expires_on {day} not null,
  accepted_on {day},
  -- The enterprise's own yes to this person.
  confirmed_on {day},
  departed_on {day},
  arrived_on {day},
  started_on {day},
  closed_on {day},
  end_reason text,
  refusal_reason text,
  version bigint not null,
  created_at {instant} not null,
  updated_at {instant} not null,
  constraint placement_stage check (stage in
    ('offered', 'accepted', 'departed', 'arrived', 'working', 'ended', 'declined', 'withdrawn', 'expired', 'no_show')),
  -- A stage carries the dates that it has lived through.
  constraint placement_accepted check (stage not in ('accepted', 'departed', 'arrived', 'working', 'ended', 'no_show') or accepted_on is not null),
  constraint placement_working check (stage not in ('working', 'ended') or started_on is not null),
  constraint placement_closed check ((stage in ('ended', 'declined', 'withdrawn', 'expired', 'no_show')) = (closed_on is not null)),
  constraint placement_end_reason check ((stage = 'ended') = (end_reason is not null))
);
-- Nobody is on the way to two places at once.
create unique index placement_one_live_per_person on placement (person_id)
  where stage in ('accepted', 'departed', 'arrived', 'working');
-- The same post is not offered twice at a time.
create unique index placement_one_open_per_pair on placement (person_id, vacancy_id)
  where stage in ('offered', 'accepted', 'departed', 'arrived', 'working');
create index placement_by_person on placement (person_id, id);
create index placement_by_vacancy on placement (vacancy_id);
create index placement_by_home on placement (home, id);
create index placement_by_workplace on placement (workplace, id);
create index placement_by_enterprise on placement (enterprise_id, id);

-- Every dated step: what was said to have happened, when, by whom, and when we were told.
create table placement_event (
  id {uuid} primary key,
  placement_id {uuid} not null references placement (id),
  kind text not null,
  on_day {day} not null,
  reason text,
  note text,
  account_id {uuid} references account (id),
  role text,
  recorded_at {instant} not null
);
create index placement_event_by_placement on placement_event (placement_id, id);
