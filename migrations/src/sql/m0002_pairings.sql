-- Divisions are twelve-digit numbers: "and everything under it" is a range of them.
create table pairing (
  id {uuid} primary key,
  kind text not null,
  east bigint not null,
  west bigint not null,
  effective_from {day} not null,
  effective_to {day},
  source text not null,
  created_by {uuid} references account (id),
  version bigint not null,
  created_at {instant} not null,
  constraint pairing_kind check (kind in ('east_west', 'county_pair', 'counterpart_support')),
  constraint pairing_of_two check (east <> west),
  constraint pairing_ends_after_start check (effective_to is null or effective_to >= effective_from),
  constraint pairing_once unique (kind, east, west, effective_from)
);
create index pairing_by_west on pairing (west);
