-- A run never changes once it is stored, but for what its commitment made of it.
create table matching_run (
  id {uuid} primary key references job (id),
  division bigint not null,
  on_day {day} not null,
  objective text not null,
  -- Points of partner, skill, pay, place and stability.
  weights {json} not null,
  partner_rule text not null,
  -- Floors and caps on how many people of a division are placed.
  limits {json} not null,
  -- The run whose posts people keep unless moving gains more points than the loyalty.
  keep_from {uuid} references matching_run (id),
  loyalty integer not null,
  -- When the search may end: relative gap in millionths, seconds.
  target_gap_ppm bigint,
  target_seconds bigint,
  price_of_pairing boolean not null,
  -- How many people are still to come, where the run learns bid prices; or the run whose bid prices it took over.
  expected_arrivals bigint,
  prices_of {uuid} references matching_run (id),
  -- How many people the bid prices were learnt from.
  learnt_from bigint,
  -- A what-if is compared with this run; it proposes nothing and is never committed.
  what_if_of {uuid} references matching_run (id),
  -- Digest of people, posts, parties, pins and settings: the same digest gives the same run.
  input_digest {bytes},
  -- Digest of people, posts, parties and pins alone: what did not change between two runs of other settings.
  world_digest {bytes},
  people bigint,
  posts bigint,
  openings bigint,
  eligible_pairs bigint,
  placed bigint,
  people_bound bigint,
  score bigint,
  bound bigint,
  -- Why the search ended before its target.
  stopped text,
  -- How many each of the limits has placed, and its price in points.
  limits_met {json},
  -- The run beside a second one with nothing for partners.
  pairing_price {json},
  -- The what-if beside the run that it is compared with.
  what_if {json},
  -- Pins that could not be kept, each with what hindered it.
  unmet_pins {json},
  duration_ms bigint,
  committed_at {instant},
  committed_by {uuid} references account (id),
  version bigint not null,
  created_at {instant} not null,
  constraint matching_run_objective check (objective in ('people_first', 'score_first')),
  constraint matching_run_partner_rule check (partner_rule in ('weighed', 'first')),
  constraint matching_run_season check (expected_arrivals is null or prices_of is null),
  constraint matching_run_what_if check (what_if_of is null or committed_at is null),
  constraint matching_run_committed check (committed_at is null or input_digest is not null)
);
create index matching_run_by_division on matching_run (division, id);

-- What an opening is worth to those who come later in the season, in points, at each post that a run looked at.
create table bid_price (
  run_id {uuid} not null references matching_run (id),
  vacancy_id {uuid} not null references vacancy (id),
  points integer not null,
  constraint bid_price_once primary key (run_id, vacancy_id),
  constraint bid_price_points check (points >= 0)
);

create table proposal (
  run_id {uuid} not null references matching_run (id),
  person_id {uuid} not null references person (id),
  vacancy_id {uuid} not null references vacancy (id),
  -- Those of one party are offered their posts together or not at all.
  party_id {uuid},
  tier text not null,
  score integer not null,
  partner_points integer not null,
  skill_points integer not null,
  pay_points integer not null,
  place_points integer not null,
  stability_points integer not null,
  first_points integer not null,
  unknown text not null,
  pinned boolean not null,
  -- What decided for this post.
  decided_by text not null,
  runner_up_id {uuid},
  runner_up_score integer,
  runner_up_full boolean,
  -- What one more opening there would bring: people, then points.
  runner_up_people integer,
  runner_up_price bigint,
  -- Why the commitment of the run made no offer of it.
  not_offered text,
  constraint proposal_once primary key (run_id, person_id)
);
create index proposal_by_vacancy on proposal (run_id, vacancy_id);

create table unplaced (
  run_id {uuid} not null references matching_run (id),
  person_id {uuid} not null references person (id),
  reason text not null,
  eligible_posts bigint not null,
  full_posts bigint not null,
  -- For each hard limit, how many posts it closes to this person, and how many it alone closes.
  limits {json} not null,
  -- The smallest change that would place them, the post that it opens, and whether somebody else would lose theirs.
  change text,
  change_vacancy_id {uuid},
  change_displaces boolean,
  constraint unplaced_once primary key (run_id, person_id)
);
create index unplaced_by_reason on unplaced (run_id, reason);

-- What training would place people in a county, the most people first.
create table training_demand (
  run_id {uuid} not null references matching_run (id),
  place bigint not null,
  -- `certificate:` or `skill:`, and which.
  lesson text not null,
  county bigint not null,
  -- Each of whom it alone would place, and how many of them at once at least.
  people bigint not null,
  at_once bigint not null,
  constraint training_demand_once primary key (run_id, place)
);

-- Where more openings would bring most, the greatest gain first.
create table post_demand (
  run_id {uuid} not null references matching_run (id),
  place bigint not null,
  trade text not null,
  region bigint not null,
  openings bigint not null,
  given bigint not null,
  -- People left out who may take one of these posts.
  waiting bigint not null,
  -- What one more opening at the best of them would bring: people, then points.
  more_people bigint not null,
  more_points bigint not null,
  vacancy_id {uuid} not null references vacancy (id),
  constraint post_demand_once primary key (run_id, place)
);

-- An officer's wish about one pair.
create table pin (
  id {uuid} primary key,
  person_id {uuid} not null references person (id),
  vacancy_id {uuid} not null references vacancy (id),
  excluded boolean not null,
  reason text,
  home bigint not null,
  created_by {uuid} references account (id),
  created_at {instant} not null,
  constraint pin_once unique (person_id, vacancy_id)
);
-- One person is pinned to one post at most.
create unique index pin_one_post_per_person on pin (person_id) where not excluded;
