-- Whoever entered an enterprise, or gave it its name and place, does not verify it.
alter table enterprise add constraint enterprise_of_two check (verified_by is null or entered_by is null or verified_by <> entered_by) not valid;
-- A verification is of the name and the place that it found.
create function enterprise_verified_as_found() returns trigger language plpgsql as $$ begin raise exception 'enterprise_verified_as_found'; end $$;
create trigger enterprise_verified_as_found before update of name, division on enterprise for each row when (new.verified_on is not null and (new.name <> old.name or new.division <> old.division)) execute function enterprise_verified_as_found();
-- Nobody gives, confirms or takes away a role of their own.
alter table role_grant add constraint role_grant_by_another check (account_id is distinct from granted_by and account_id is distinct from confirmed_by and account_id is distinct from ended_by) not valid;
-- Whoever gave evidence of a job, or told a step of it, does not verify it; audit_unit_other_hands speaks of who reported that it began.
create function audit_unit_no_own_word() returns trigger language plpgsql as $$ begin if exists (select 1 from evidence where employment_id = new.employment_id and account_id = new.found_by) or exists (select 1 from employment e join placement_event s on s.placement_id = e.placement_id where e.id = new.employment_id and s.account_id = new.found_by) then raise exception 'audit_unit_no_own_word'; end if; return new; end $$;
create trigger audit_unit_no_own_word before update of found_by on audit_unit for each row when (new.found_by is not null) execute function audit_unit_no_own_word();
