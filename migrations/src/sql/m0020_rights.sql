-- Somebody asks for an account in the name of an enterprise. Nothing else is made before an office of its place says yes.
create table sign_up (
  id {uuid} primary key,
  credit_code text not null,
  name text not null,
  division bigint not null,
  contact_name text,
  contact_phone_sealed {bytes},
  username text not null,
  -- Gone once it is decided.
  password_hash text,
  -- The officer who typed it in at the counter.
  asked_by {uuid} references account (id),
  outcome text,
  refusal_reason text,
  decided_by {uuid} references account (id),
  decided_at {instant},
  enterprise_id {uuid} references enterprise (id),
  account_id {uuid} references account (id),
  version bigint not null,
  created_at {instant} not null,
  constraint sign_up_outcome check (outcome in ('approved', 'refused')),
  constraint sign_up_decided check ((outcome is null) = (decided_at is null)),
  constraint sign_up_approved check ((outcome = 'approved') = (account_id is not null and enterprise_id is not null) or outcome is null),
  constraint sign_up_refused check (refusal_reason is null or outcome = 'refused'),
  constraint sign_up_keeps_no_password check (password_hash is null or outcome is null),
  -- Whoever types it in for an enterprise does not decide it, too.
  constraint sign_up_of_two check (decided_by is null or asked_by is null or decided_by <> asked_by)
);
create index sign_up_by_division on sign_up (division, id);
create index sign_up_by_code on sign_up (credit_code);

-- A grant that was taken back, and by whom: it is over from that moment.
alter table role_grant add column ended_at {instant};
alter table role_grant add column ended_by {uuid};
-- A grant that needs a second person, since when, and who that was: until then it does not hold.
alter table role_grant add column second_asked_at {instant};
alter table role_grant add column confirmed_at {instant};
alter table role_grant add column confirmed_by {uuid}
  constraint role_grant_confirmed_by_another check (confirmed_by is null or granted_by is null or confirmed_by <> granted_by);
