-- When the file of a SQLite database was written anew after somebody was forgotten: before, pages that were freed hold what
-- stood there. PostgreSQL cleans up by itself, and it stays empty there.
alter table erasure add column rewritten_at {instant};
