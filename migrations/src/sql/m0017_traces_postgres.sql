-- What was recorded stays as it was recorded, whoever asks. A role of the service's own without the right to change it is
-- the second wall: docs/traces.md has its grants.
create function trace_stays() returns trigger language plpgsql as $$ begin raise exception 'traces are never changed or deleted'; end $$;
create function trace_goes_on() returns trigger language plpgsql as $$ begin if new.sequence <> old.sequence + 1 then raise exception 'the trail only grows'; end if; return new; end $$;
create trigger trace_stays before update or delete or truncate on trace for each statement execute function trace_stays();
create trigger trace_person_stays before update or delete or truncate on trace_person for each statement execute function trace_stays();
create trigger trace_head_stays before delete or truncate on trace_head for each statement execute function trace_stays();
create trigger trace_head_goes_on before update on trace_head for each row execute function trace_goes_on();
