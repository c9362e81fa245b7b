-- Into which account a job's wages go, as the enterprise's sheet last told: a keyed digest, which says whether two are the same
-- and nothing else. The account itself is nowhere. Nothing but the detector of reuse reads it.
create table pay_account (
  employment_id {uuid} primary key references employment (id),
  digest {bytes} not null,
  told_on {day} not null
);
create index pay_account_by_digest on pay_account (digest);
