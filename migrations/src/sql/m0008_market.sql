-- How often whatever bears on a match was changed: the sum over all writers, committed with the change itself.
-- Each writer counts for itself, so that none waits for another; SQLite has one writer at a time.
create table market_change (
  writer bigint primary key,
  number bigint not null
);
insert into market_change (writer, number) values (0, 0);
