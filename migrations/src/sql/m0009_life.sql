-- A step may be told again, otherwise, or be taken back: a later event names the one that it supersedes.
alter table placement_event add column supersedes {uuid};
-- Why it was told again.
alter table placement_event add column correction_reason text
  constraint placement_event_corrects check ((supersedes is null) = (correction_reason is null));
create unique index placement_event_superseded_once on placement_event (supersedes) where supersedes is not null;

-- Who is withdrawn or does not come is so for a reason, as those who decline and those who leave.
alter table placement add column withdrawal_reason text
  constraint placement_withdrawal_reason check (withdrawal_reason is null or stage = 'withdrawn');
alter table placement add column no_show_reason text
  constraint placement_no_show_reason check (no_show_reason is null or stage = 'no_show');
update placement set withdrawal_reason = 'other' where stage = 'withdrawn';
update placement set no_show_reason = 'unknown' where stage = 'no_show';
update placement_event set reason = 'other' where kind = 'withdrawn';
update placement_event set reason = 'unknown' where kind = 'no_show';

-- A job that was told of by mistake is voided, not deleted: it counts nowhere, and is over.
alter table employment add column voided boolean not null default false
  constraint employment_voided_is_over check (not voided or ended_on is not null);
-- Who told of it, where neither a sheet nor a placement did.
alter table employment add column account_id {uuid};
alter table employment add column role text;
-- A placement becomes one job.
create unique index employment_once_per_placement on employment (placement_id)
  where placement_id is not null and not voided;

-- What a job was before it was changed, who changed it, and when. With the rows as they are now this tells what was
-- known of it at any moment.
create table employment_change (
  employment_id {uuid} not null references employment (id),
  -- The version that was changed.
  version bigint not null,
  started_on {day} not null,
  start_precision text not null,
  known_from {day} not null,
  ended_on {day},
  end_reason text,
  voided boolean not null,
  -- What was done to it.
  kind text not null,
  correction_reason text,
  account_id {uuid} references account (id),
  role text,
  import_id {uuid},
  recorded_at {instant} not null,
  constraint employment_change_once primary key (employment_id, version),
  constraint employment_change_kind check (kind in ('ended', 'reopened', 'corrected', 'voided'))
);
create index employment_change_by_time on employment_change (recorded_at);

-- People who leave together.
create table departure (
  id {uuid} primary key,
  run_id {uuid} not null references matching_run (id),
  -- From where, and to where: everybody of it lives in the one and works in the other.
  origin bigint not null,
  destination bigint not null,
  capacity bigint not null,
  leaves_on {day} not null,
  -- The hour, as HH:MM.
  gathers_at text,
  gathering_point text,
  transport text,
  transport_detail text,
  leader_name text,
  leader_phone_sealed {bytes},
  departed_on {day},
  -- The day of the roll-call after which nobody is awaited any more.
  arrived_on {day},
  cancelled_on {day},
  version bigint not null,
  created_by {uuid} references account (id),
  created_at {instant} not null,
  updated_at {instant} not null,
  constraint departure_capacity check (capacity between 1 and 2000),
  constraint departure_departs_or_is_cancelled check (departed_on is null or cancelled_on is null),
  constraint departure_arrives_after_departing check (arrived_on is null or arrived_on >= departed_on)
);
create index departure_by_origin on departure (origin, id);
create index departure_by_destination on departure (destination, id);
create index departure_by_run on departure (run_id);

create table departure_member (
  departure_id {uuid} not null references departure (id),
  placement_id {uuid} not null references placement (id),
  -- Where in the list: those who stay together stand together.
  place bigint not null,
  -- What the roll-calls found; null before them.
  boarded boolean,
  came boolean,
  constraint departure_member_once_each primary key (departure_id, placement_id)
);
-- Nobody leaves twice; who was left behind may go with the next.
create unique index departure_member_leaves_once on departure_member (placement_id)
  where boarded is null or boarded;
