-- Somebody looks for a few hours at one person out of their own reach. There is a row where nobody was found, too: it counts
-- among the five of a day, so that numbers cannot be tried out.
create table break_glass (
  id {uuid} primary key,
  account_id {uuid} not null references account (id),
  grant_id {uuid} not null references role_grant (id),
  role text not null,
  division bigint,
  person_id {uuid} references person (id),
  -- Where the person is at home: whose office is told.
  home bigint,
  reason text not null,
  on_day {day} not null,
  number_of_day bigint not null,
  opened_at {instant} not null,
  ends_at {instant} not null,
  constraint break_glass_five_a_day check (number_of_day between 1 and 5),
  constraint break_glass_number_once unique (account_id, on_day, number_of_day),
  constraint break_glass_home check ((person_id is null) = (home is null))
);
create index break_glass_by_grant on break_glass (grant_id, ends_at);
create index break_glass_by_home on break_glass (home, id);
