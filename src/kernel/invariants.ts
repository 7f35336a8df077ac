import type { Invariant } from './check-invariants.ts';

/** Tables of Dapur. Other owners, e.g. of extensions, may have theirs in the same schema. */
const OWN_TABLES = `select o.oid from pg_class o join pg_class t on t.oid = 'tenant'::regclass and t.relowner = o.relowner and t.relnamespace = o.relnamespace
  where o.relkind in ('r', 'p') and not o.relispartition`;

/** For every reference between tables of a tenant: finds rows that refer to a row of another tenant, or to a missing row. */
const REFERENCES = `
select format(
  'select s.tenant_id, %L || concat_ws('' '', %s), ''a row of the same tenant'', coalesce((select ''one of tenant '' || min(o.tenant_id::text) from %s o where %s), ''none'')
   from %s s where num_nulls(%s) = 0 and not exists (select from %s t where %s)',
  format('%s → %s ', k.conrelid::regclass, k.confrelid::regclass), columns.here, k.confrelid::regclass, columns.elsewhere,
  k.conrelid::regclass, columns.here, k.confrelid::regclass, columns.same) as statement
from pg_constraint k cross join lateral (
  select string_agg(format('s.%I', a.attname), ', ') as here,
    coalesce(string_agg(format('o.%I = s.%I', b.attname, a.attname), ' and ') filter (where b.attname <> 'tenant_id'), 'false') as elsewhere,
    't.tenant_id = s.tenant_id and ' || string_agg(format('t.%I = s.%I', b.attname, a.attname), ' and ') as same
  from unnest(k.conkey, k.confkey) as pair (here, there)
  join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.here
  join pg_attribute b on b.attrelid = k.confrelid and b.attnum = pair.there
) columns
where k.contype = 'f' and k.conparentid = 0 and k.conrelid in (${OWN_TABLES})
  and (select count(*) from pg_attribute c where c.attrelid in (k.conrelid, k.confrelid) and c.attname = 'tenant_id')
    = case when k.conrelid = k.confrelid then 1 else 2 end
order by k.conrelid::regclass::text, k.conname`;

/**
 * The first event that is kept of each stream. All events of what happened after `whole_from` are there. The hour allows
 * for clocks of nodes that differ, and for events that were written later than they happened.
 */
export const KEPT_EVENTS = `(select distinct on (tenant_id, stream_id) tenant_id, stream_id,
    case when sequence = 1 then '-infinity' else occurred_at + interval '1 hour' end as whole_from
  from event order by tenant_id, stream_id, sequence)`;

/** Rules for tenants, events and idempotency keys of all modules. */
export const kernelInvariants: readonly Invariant[] = [
  {
    id: 'I5',
    description: 'a key that was used has its result',
    sql: `select tenant_id, 'key of ' || field || ' by ' || actor_id, 'the id of a result', 'none' from idempotency_key where result_id is null`,
  },
  {
    id: 'I6',
    description: 'the events of a stream have no gaps and end at its head; old ones are deleted from the beginning',
    sql: `select e.tenant_id, 'stream ' || e.stream_id, 'all up to ' || coalesce(s.head::text, 'no head'), count(*) || ' from ' || min(e.sequence) || ' to ' || max(e.sequence)
      from event e left join event_stream s on s.tenant_id = e.tenant_id and s.stream_id = e.stream_id
      group by e.tenant_id, e.stream_id, s.head having count(*) <> max(e.sequence) - min(e.sequence) + 1 or max(e.sequence) is distinct from s.head or min(e.sequence) < 1`,
  },
  {
    id: 'I8',
    description: 'no row refers to another tenant’s, nor to one that is gone',
    sql: REFERENCES,
    generates: true,
  },
  {
    id: 'I8',
    description: 'every row is of a tenant that there is',
    sql: `select format('select s.tenant_id, %L, ''a tenant'', count(*) || '' rows of none'' from %s s
        where s.tenant_id <> ''00000000-0000-0000-0000-000000000000'' and not exists (select from tenant t where t.id = s.tenant_id) group by s.tenant_id', c.oid::regclass, c.oid::regclass) as statement
      from pg_class c where c.oid in (${OWN_TABLES})
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id') order by 1`,
    generates: true,
  },
  {
    id: 'I10',
    description: 'no process waits for a lock for more than 10 seconds',
    sql: `select null::uuid, 'process ' || l.pid || ' for ' || coalesce(l.relation::regclass::text, l.locktype), 'no wait', date_trunc('second', clock_timestamp() - l.waitstart)
      from pg_locks l where not l.granted and l.waitstart < clock_timestamp() - interval '10 seconds'
        and (l.database is null or l.database = (select oid from pg_database where datname = current_database()))`,
  },
];

/** Rules for the connections of one role: only a superuser sees the connections of other roles. */
export const connectionInvariants: readonly Invariant[] = [
  {
    id: 'I10',
    description: 'no transaction has been idle for more than 60 seconds',
    sql: `select null::uuid, 'process ' || pid || ' of ' || usename, 'no open transaction', state || ' for ' || date_trunc('second', clock_timestamp() - state_change)
      from pg_stat_activity where datname = current_database() and state like 'idle in transaction%' and state_change < clock_timestamp() - interval '60 seconds'`,
  },
];
