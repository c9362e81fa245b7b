-- A yes or a no to one purpose: who said so, when, and which notice was shown. Never overwritten; the last one counts.
create table consent (
  id {uuid} primary key,
  person_id {uuid} not null references person (id),
  purpose text not null,
  given boolean not null,
  on_day {day} not null,
  notice_version text not null,
  account_id {uuid} references account (id),
  role text,
  recorded_at {instant} not null,
  constraint consent_purpose check (purpose in ('matching', 'sharing', 'follow_up', 'sensitive'))
);
create index consent_by_person on consent (person_id, id);

-- The purposes to which the last word is a no: what questions about many people are asked of.
create table consent_refusal (
  person_id {uuid} not null references person (id),
  purpose text not null,
  constraint consent_refusal_once primary key (person_id, purpose),
  constraint consent_refusal_purpose check (purpose in ('matching', 'sharing', 'follow_up', 'sensitive'))
);
