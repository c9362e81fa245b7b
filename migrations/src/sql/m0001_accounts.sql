-- Proof that the keys beside this database are the ones it was written with.
create table key_check (
  name text primary key,
  proof {bytes} not null
);

create table account (
  id {uuid} primary key,
  username text not null,
  display_name text not null,
  password_hash text not null,
  disabled_at {instant},
  version bigint not null,
  created_at {instant} not null,
  constraint account_username_once unique (username)
);

-- A role held at an anchor for a while. Several may be held; a session acts under one.
create table role_grant (
  id {uuid} primary key,
  account_id {uuid} not null references account (id),
  role text not null,
  division bigint,
  enterprise_id {uuid},
  person_id {uuid},
  valid_from {day} not null,
  valid_to {day},
  granted_by {uuid} references account (id),
  created_at {instant} not null,
  -- An anchor is never left open: an optional one would fail towards seeing everything.
  constraint role_grant_anchor check (
    (role in ('national', 'sysadmin', 'auditor')
      and division is null and enterprise_id is null and person_id is null)
    or (role in ('province', 'county_west', 'bureau_east')
      and division is not null and enterprise_id is null and person_id is null)
    or (role = 'enterprise'
      and division is null and enterprise_id is not null and person_id is null)
    or (role = 'worker'
      and division is null and enterprise_id is null and person_id is not null)
  ),
  constraint role_grant_ends_after_start check (valid_to is null or valid_to >= valid_from)
);
create index role_grant_by_account on role_grant (account_id);

create table session (
  id {uuid} primary key,
  account_id {uuid} not null references account (id),
  grant_id {uuid} not null references role_grant (id),
  created_at {instant} not null,
  expires_at {instant} not null,
  revoked_at {instant}
);
create index session_by_account on session (account_id);

-- The one-time code that makes the first administrator. There is one row at most.
create table bootstrap (
  slot integer primary key,
  code_hash {bytes} not null,
  expires_at {instant} not null,
  used_at {instant},
  constraint bootstrap_is_one check (slot = 1)
);

-- What was done under a client's key, so that sending again does nothing twice.
create table idempotency (
  account_id {uuid} not null references account (id),
  grant_id {uuid} not null references role_grant (id),
  operation text not null,
  key text not null,
  fingerprint {bytes} not null,
  resource_id {uuid} not null,
  created_at {instant} not null,
  constraint idempotency_once primary key (account_id, grant_id, operation, key)
);
create index idempotency_by_age on idempotency (created_at);
