import { Migration } from '@mikro-orm/migrations';

const NO_TENANT = '00000000-0000-0000-0000-000000000000';

/** The protection that every table of tenants has. */
const guarded = (table: string): string => `
alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy ${table}_tenant_policy on ${table} using (tenant_id = current_setting('app.tenant_id')::uuid);`;

/**
 * The table of before becomes a partition, as it is. PostgreSQL reads a table that is attached, under a lock, unless a
 * constraint proves that its rows are in their place. "not null" is such a constraint, and a column with a constant default is
 * added without touching a row. So rows with \`written_before\` are those of before, and all later ones have null there. The
 * table is dropped by its name like a day's partition, once the day in it is older than the retention.
 */
const CARRY_OVER = `
do $$
declare
  before text := 'event_until_' || to_char(now() at time zone 'UTC' + interval '2 days', 'YYYYMMDD');
  right_of record;
begin
  execute format('alter table event rename to %I', before);
  execute format('alter policy event_tenant_policy on %I rename to %I', before, before || '_tenant_policy');
  execute format('alter table %I add column written_before smallint not null default 0', before);
  execute format('create table event (like %I including defaults) partition by range (written_before)', before);
  alter table event alter column written_before drop not null, alter column written_before drop default;
  alter table event add constraint event_tenant foreign key (tenant_id) references tenant (id);
  create table event_by_day (like event including defaults) partition by range (occurred_at);
  alter table event attach partition event_by_day default;
  -- Servers of the release before go on writing: they need their rights from the first moment on.
  for right_of in select distinct a.grantee::regrole::text as role, r.rolbypassrls as is_platform
    from pg_class c cross join aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee where c.oid = before::regclass and a.privilege_type = 'INSERT' and a.grantee <> c.relowner
  loop
    execute format('grant select, insert on event to %s', right_of.role);
    execute format('revoke all on %I from %s', before, right_of.role);
  end loop;
  if pg_relation_size(before::regclass) = 0 then
    execute format('drop table %I', before);
  else
    execute format('alter table event attach partition %I for values from (minvalue) to (maxvalue)', before);
  end if;
end $$;`;

/** Every partition is made here, with row-level security of its own: a partition that is entered directly knows no other. */
const MAKE_PARTITION = `
create function make_event_partition(name text) returns void language plpgsql set search_path = pg_catalog, public as $$
begin
  execute format('create table public.%I (like public.event_by_day including defaults, primary key (tenant_id, stream_id, sequence))', name);
  execute format('alter table public.%I add constraint event_tenant foreign key (tenant_id) references public.tenant (id)', name);
  execute format('alter table public.%I enable row level security', name);
  execute format('alter table public.%I force row level security', name);
  execute format('create policy %I on public.%I using (tenant_id = current_setting(''app.tenant_id'')::uuid)', name || '_tenant_policy', name);
end $$;`;

/** Adds the partition of a day (UTC). False: event_other holds events of that day, so they stay there. */
const ADD_PARTITION = `
create function add_event_partition(day date) returns boolean language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  name text := 'event_' || to_char(day, 'YYYYMMDD');
begin
  if to_regclass('public.' || name) is not null then return true; end if;
  -- Keys are checked under the policies, of no row.
  perform set_config('app.tenant_id', '${NO_TENANT}', true);
  perform public.make_event_partition(name);
  execute format('alter table public.event_by_day attach partition public.%I for values from (%L) to (%L)',
    name, day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
  return true;
exception when check_violation then
  return false;
end $$;`;

/** Drops the partitions whose events are all older than \`kept_from\`, and never what is younger than 48 hours. Returns their names. */
const DROP_PARTITIONS = `
create function drop_event_partitions(kept_from timestamptz) returns setof text language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  part record;
begin
  for part in select c.relname as name, to_date(right(c.relname, 8), 'YYYYMMDD') + case when c.relname ~ '_until_' then 0 else 1 end as until
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent in ('public.event'::regclass, 'public.event_by_day'::regclass) and c.relname ~ '^event_(until_)?[0-9]{8}$' order by 2
  loop
    if part.until::timestamp at time zone 'UTC' <= least(kept_from, now() - interval '48 hours') then
      execute format('drop table public.%I', part.name);
      return next part.name;
    end if;
  end loop;
end $$;`;

export class Migration20261201020000_events_by_day extends Migration {
  override name = 'Migration20261201020000_events_by_day';

  override up(): void | Promise<void> {
    this.addSql(`select set_config('app.tenant_id', '${NO_TENANT}', true);`);
    this.addSql(CARRY_OVER);
    this.addSql(guarded('event'));
    this.addSql(guarded('event_by_day'));
    this.addSql(MAKE_PARTITION);
    this.addSql(ADD_PARTITION);
    this.addSql(DROP_PARTITIONS);
    for (const routine of ['make_event_partition(text)', 'add_event_partition(date)', 'drop_event_partitions(timestamptz)'])
      this.addSql(`revoke all on function ${routine} from public;`);
    // For events of days that have no partition: none is refused. They are deleted row by row, so this table has an index of time.
    this.addSql(`select make_event_partition('event_other');`);
    this.addSql(`create index "event_other_occurred_at_index" on "event_other" ("occurred_at");`);
    this.addSql(`alter table "event_by_day" attach partition "event_other" default;`);
    this.addSql(`select add_event_partition((now() at time zone 'UTC')::date + ahead) from generate_series(0, 7) ahead;`);
  }
}
