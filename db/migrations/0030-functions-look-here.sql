-- A function of ours looks for tables where ours are, and last among those of the session: otherwise a temporary table of the same name
-- stands before the one that a check or a trigger means. A later function says so itself (test/journeys/rights.test.ts finds those that
-- do not), also when it replaces one: `create or replace` forgets the setting.
do $$
declare
  ours regprocedure;
begin
  for ours in select oid from pg_proc where pronamespace = 'public'::regnamespace loop
    execute format('alter function %s set search_path = pg_catalog, public, pg_temp', ours);
  end loop;
end $$;
