-- How an account wants to be told. Addresses are sealed and never copied into a letter.
create table preference (
  account_id {uuid} primary key references account (id),
  email_sealed {bytes},
  phone_sealed {bytes},
  language text not null,
  -- A list of codes, separated by spaces.
  channels text not null,
  rhythm text not null,
  version bigint not null,
  updated_at {instant} not null,
  constraint preference_language check (language in ('zh-CN', 'en')),
  constraint preference_rhythm check (rhythm in ('at_once', 'daily', 'weekly', 'none'))
);

-- The outbox: what somebody is told of something that happened, written in the transaction in
-- which it happened. A sender leases a row; the lease and the attempt fence off a second one.
create table letter (
  id {uuid} primary key,
  -- What happened, such as offer_made and the placement.
  occasion text not null,
  account_id {uuid} not null references account (id),
  channel text not null,
  kind text not null,
  -- What the letter says, in codes, days and counts. Nothing of it tells who somebody is.
  facts {json} not null,
  state text not null,
  run_at {instant} not null,
  -- Since when it is tried: for so long it is worth trying.
  since {instant} not null,
  attempts bigint not null,
  leased_until {instant},
  -- Why it has not arrived, and the code that the other side gave, without its words.
  fault text,
  reply text,
  digest_id {uuid} references letter (id),
  version bigint not null,
  created_at {instant} not null,
  closed_at {instant},
  -- Nobody is told twice of the same.
  constraint letter_once unique (occasion, account_id, channel),
  constraint letter_channel check (channel in ('email', 'sms')),
  constraint letter_state check (state in ('gathered', 'queued', 'sent', 'collected', 'dropped', 'dead')),
  constraint letter_closed check ((state in ('gathered', 'queued')) = (closed_at is null)),
  constraint letter_dead_for_a_reason check (state <> 'dead' or fault is not null),
  constraint letter_only_in_a_digest check (digest_id is null or state = 'collected')
);
create index letter_due on letter (run_at) where state = 'queued';
create index letter_gathered on letter (run_at) where state = 'gathered';
create index letter_by_account on letter (account_id, id);
create index letter_over on letter (closed_at) where closed_at is not null;
create index letter_by_digest on letter (digest_id) where digest_id is not null;

-- Who is to be told is asked by whom the letter is about.
create index role_grant_by_person on role_grant (person_id) where person_id is not null;
create index role_grant_by_enterprise on role_grant (enterprise_id) where enterprise_id is not null;
create index role_grant_by_division on role_grant (division) where division is not null;
