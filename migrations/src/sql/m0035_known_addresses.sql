-- From where accounts were signed in to: a keyed digest of name and address, which tells neither.
create table known_address (
  digest {bytes} primary key,
  seen_at {instant} not null
);
create index known_address_by_age on known_address (seen_at);
