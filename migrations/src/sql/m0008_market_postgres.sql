create function count_market_change() returns trigger language plpgsql as $$
begin
  insert into market_change (writer, number) values (pg_backend_pid(), 1)
    on conflict (writer) do update set number = market_change.number + 1;
  return null;
end
$$;
