-- While the key of the indexes is changed a row has two: one by the key before, and one by the next.
alter table person add column citizen_id_index_next {bytes};
alter table person add column phone_index_next {bytes};
-- The number of the key of citizen_id_index and phone_index.
alter table person add column index_key bigint not null default 1;
-- Nobody enters twice while two keys are in use: each row has at least one index in common with every other.
create unique index person_once_next on person (citizen_id_index_next) where citizen_id_index_next is not null;
create index person_by_phone_next on person (phone_index_next) where phone_index_next is not null;
