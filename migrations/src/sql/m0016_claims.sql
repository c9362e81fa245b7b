-- Somebody says to be a person of the registry, and a code goes to the telephone on the roster. There is a row where
-- nobody fits, too: the two look alike.
create table claim (
  id {uuid} primary key,
  person_id {uuid} references person (id),
  -- Keyed digest of the number that was named; the limits count by it.
  phone_index {bytes} not null,
  -- Which message of which day and minute to this number it is.
  on_day {day} not null,
  number_of_day bigint not null,
  minute bigint not null,
  code_hash text not null,
  tries bigint not null,
  created_at {instant} not null,
  expires_at {instant} not null,
  used_at {instant},
  constraint claim_tries check (tries between 0 and 5),
  constraint claim_five_a_day check (number_of_day between 1 and 5),
  constraint claim_number_once unique (phone_index, on_day, number_of_day),
  constraint claim_one_a_minute unique (phone_index, minute)
);
create index claim_by_age on claim (created_at);

-- A code that an officer prints for somebody whose papers were seen. Only its keyed digest is kept.
create table claim_code (
  id {uuid} primary key,
  person_id {uuid} not null references person (id),
  code_index {bytes} not null,
  issued_by {uuid} references account (id),
  created_at {instant} not null,
  expires_at {instant} not null,
  used_at {instant},
  revoked_at {instant},
  constraint claim_code_once unique (code_index),
  constraint claim_code_ends_one_way check (used_at is null or revoked_at is null)
);
-- The last one printed is the one that is good.
create unique index claim_code_one_open on claim_code (person_id) where used_at is null and revoked_at is null;
