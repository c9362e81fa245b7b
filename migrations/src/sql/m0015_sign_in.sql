-- Where somebody is signed in, in the words of the client, and when the sign-in was last renewed.
alter table session add column device text;
alter table session add column renewed_at {instant};

-- A sign-in is renewed by a token of one use, of which only the digest is kept.
create table refresh_token (
  digest {bytes} primary key,
  session_id {uuid} not null references session (id),
  issued_at {instant} not null,
  expires_at {instant} not null,
  used_at {instant}
);
create index refresh_token_by_session on refresh_token (session_id);

-- From which day on the password must be changed before anything else; null: never.
alter table account add column password_due_on {day};

-- Hashes of the passwords before the present one, for as long as they must not come back.
create table past_password (
  account_id {uuid} not null references account (id),
  replaced_at {instant} not null,
  hash text not null,
  constraint past_password_once primary key (account_id, hash)
);

-- The one-time codes of an authenticator app. Until a first code has proved it, it is only prepared.
create table second_factor (
  account_id {uuid} primary key references account (id),
  secret_sealed {bytes} not null,
  proved_at {instant},
  -- Codes of this step and of earlier ones are used up.
  last_step bigint not null,
  created_at {instant} not null
);

-- For the day on which the telephone with the app is gone; each is good once.
create table recovery_code (
  account_id {uuid} not null references account (id),
  digest {bytes} not null,
  used_at {instant},
  constraint recovery_code_once primary key (account_id, digest)
);
