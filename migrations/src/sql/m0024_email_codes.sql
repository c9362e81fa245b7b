-- Nothing but a code is sent to an address before whoever reads it has confirmed it. Of the code only the instant at which
-- it was asked for is kept: with a key beside the database it tells the code.
alter table preference add column email_confirmed_at {instant};
alter table preference add column email_asked_at {instant};
-- How many codes were asked for on a day, and how often the last one was tried.
alter table preference add column email_asked_on {day};
alter table preference add column email_asked bigint not null default 0;
alter table preference add column email_tries bigint not null default 0;
-- Letters went to these all along.
update preference set email_confirmed_at = updated_at where email_sealed is not null;
