-- Whoever entered an enterprise, or gave it its name and place, does not verify it.
create trigger enterprise_of_two_insert before insert on enterprise when new.verified_by = new.entered_by begin select raise(abort, 'enterprise_of_two'); end;
create trigger enterprise_of_two_update before update on enterprise when new.verified_by = new.entered_by begin select raise(abort, 'enterprise_of_two'); end;
-- A verification is of the name and the place that it found.
create trigger enterprise_verified_as_found before update of name, division on enterprise when new.verified_on is not null and (new.name <> old.name or new.division <> old.division) begin select raise(abort, 'enterprise_verified_as_found'); end;
-- Nobody gives, confirms or takes away a role of their own.
create trigger role_grant_by_another_insert before insert on role_grant when new.account_id in (new.granted_by, new.confirmed_by, new.ended_by) begin select raise(abort, 'role_grant_by_another'); end;
create trigger role_grant_by_another_update before update on role_grant when new.account_id in (new.granted_by, new.confirmed_by, new.ended_by) begin select raise(abort, 'role_grant_by_another'); end;
-- Whoever gave evidence of a job, or told a step of it, does not verify it; audit_unit_other_hands speaks of who reported that it began.
create trigger audit_unit_no_own_word before update of found_by on audit_unit when new.found_by is not null and (exists (select 1 from evidence where employment_id = new.employment_id and account_id = new.found_by) or exists (select 1 from employment e join placement_event s on s.placement_id = e.placement_id where e.id = new.employment_id and s.account_id = new.found_by)) begin select raise(abort, 'audit_unit_no_own_word'); end;
