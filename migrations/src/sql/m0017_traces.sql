-- The trail of acts, in one chain: each record carries the hash of the one before it. Identities, codes, counts and
-- digests only. Nothing here refers to other tables: a trace outlives what it is about.
create table trace (
  -- From 1, without a gap.
  sequence bigint primary key,
  id {uuid} not null,
  at {instant} not null,
  who text not null,
  account_id {uuid},
  grant_id {uuid},
  role text,
  division bigint,
  enterprise_id {uuid},
  -- The name of a command's purpose, or of work that the service does of its own accord.
  work text,
  act text not null,
  object_id {uuid},
  detail text,
  purpose text,
  -- Of an act upon many: how many, and a digest of which.
  things bigint,
  digest {bytes},
  -- How many people were shown, and a digest of whom.
  people bigint not null,
  people_digest {bytes},
  hash {bytes} not null,
  constraint trace_sequence check (sequence > 0),
  constraint trace_id_once unique (id),
  constraint trace_who check (who in ('account', 'command', 'work', 'visitor')),
  constraint trace_holder check ((who = 'account') = (grant_id is not null)),
  constraint trace_work check ((who in ('command', 'work')) = (work is not null)),
  constraint trace_people check (people >= 0 and (people > 0) = (people_digest is not null))
);
create index trace_by_account on trace (account_id, sequence);
create index trace_by_object on trace (object_id, sequence);
create index trace_by_division on trace (division, sequence);

-- The people whom a trace has shown to somebody, for those who ask who saw them.
create table trace_person (
  person_id {uuid} not null,
  trace_id {uuid} not null,
  primary key (person_id, trace_id)
);
create index trace_person_by_trace on trace_person (trace_id, person_id);

-- The end of the chain. Whoever writes a trace locks it, as the last thing that the transaction does.
create table trace_head (
  name text primary key,
  sequence bigint not null,
  hash {bytes},
  constraint trace_head_one check (name = 'trail'),
  constraint trace_head_hash check ((sequence = 0) = (hash is null))
);
insert into trace_head (name, sequence, hash) values ('trail', 0, null);
