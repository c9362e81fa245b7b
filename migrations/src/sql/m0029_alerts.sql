-- What tells that somebody's job may end soon, as it was reckoned last. A job of every night reckons all anew; whoever
-- tells something of a job that goes on, reckons that one. Whether a job goes on is asked of the job itself.
create table alert (
  employment_id {uuid} primary key references employment (id) on delete cascade,
  asks_for_help boolean not null,
  is_unreachable boolean not null,
  is_paid_below boolean not null,
  -- Rounds missed or overdue.
  missed bigint not null,
  -- Of jobs like it, the share that ends soon, in ten-thousandths; and what was learnt that says so, where that is in use.
  ends_soon_bp bigint,
  stability_model_id {uuid} references stability_model (id),
  urgency_bp bigint not null,
  reckoned_on {day} not null,
  constraint alert_urgency check (urgency_bp between 0 and 10000),
  constraint alert_ends_soon check (ends_soon_bp between 0 and 10000),
  constraint alert_missed check (missed >= 0),
  constraint alert_model_says_something check (stability_model_id is null or ends_soon_bp is not null)
);
create index alert_by_urgency on alert (urgency_bp, employment_id);
