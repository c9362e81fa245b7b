-- What was recorded stays as it was recorded. `insert or replace` deletes without asking a trigger: so it is asked first.
create trigger trace_no_update before update on trace begin select raise(abort, 'traces are never changed'); end;
create trigger trace_no_delete before delete on trace begin select raise(abort, 'traces are never deleted'); end;
create trigger trace_no_replace before insert on trace when exists (select 1 from trace where sequence = new.sequence or id = new.id) begin select raise(abort, 'traces are never replaced'); end;
create trigger trace_person_no_update before update on trace_person begin select raise(abort, 'traces are never changed'); end;
create trigger trace_person_no_delete before delete on trace_person begin select raise(abort, 'traces are never deleted'); end;
create trigger trace_head_no_delete before delete on trace_head begin select raise(abort, 'traces are never deleted'); end;
create trigger trace_head_goes_on before update on trace_head when new.sequence <> old.sequence + 1 begin select raise(abort, 'the trail only grows'); end;
