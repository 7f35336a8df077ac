import type pg from 'pg';
import { StartupError } from '../values/startup-error.ts';

/** A table with rows of tenants. */
export interface TenantTable {
  /** As SQL writes it. */
  readonly name: string;
  /** The column of the tenant's id: `tenant_id`, of the tenants themselves `id`. */
  readonly tenant: string;
  /** Whether the primary key is one of the whole table, and not of each partition only. */
  readonly isKeyed: boolean;
  /** Columns of the primary key, quoted. */
  readonly key: readonly string[];
  /** All columns, quoted, in order. */
  readonly columns: readonly string[];
  /** Columns with whole numbers of 64 bits, quoted: amounts of money are such. */
  readonly sums: readonly string[];
  /** Columns with their types, to compare two databases. */
  readonly shape: string;
}

/** Partitions come with their table. */
const TABLES = `
select c.oid::regclass::text as name, case when c.relname = 'tenant' then 'id' else 'tenant_id' end as tenant,
  exists (select 1 from pg_index i where i.indrelid = c.oid and i.indisprimary) as "isKeyed",
  (select array_agg(quote_ident(a.attname) order by k.place) from pg_index i cross join unnest(i.indkey) with ordinality k (number, place)
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number where i.indisprimary and i.indrelid = coalesce(
      (select o.indrelid from pg_index o where o.indrelid = c.oid and o.indisprimary),
      (select min(o.indrelid::oid) from pg_partition_tree(c.oid) t join pg_index o on o.indrelid = t.relid and o.indisprimary))) as key,
  array_agg(quote_ident(a.attname) order by a.attnum) as columns,
  coalesce(array_agg(quote_ident(a.attname) order by a.attnum) filter (where a.atttypid = 'bigint'::regtype), '{}') as sums,
  string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' order by a.attnum) as shape
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
  and (c.relname = 'tenant' or exists (select 1 from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id' and not t.attisdropped))
group by c.oid, c.relname order by 1`;

const REFERENCES = `
select distinct conrelid::regclass::text as source, confrelid::regclass::text as target from pg_constraint
where contype = 'f' and conparentid = 0 and conrelid <> confrelid`;

/**
 * Every table with rows of tenants, read from the database itself, so that no table is forgotten; a table comes after those
 * that it refers to.
 */
export async function tenantTables(client: pg.ClientBase): Promise<TenantTable[]> {
  const { rows: left } = await client.query<TenantTable>(TABLES);
  const { rows: references } = await client.query<{ source: string; target: string }>(REFERENCES);
  const ordered: TenantTable[] = [];
  while (left.length > 0) {
    const waits = ({ name }: TenantTable): boolean => references.some(({ source, target }) => source === name && left.some((table) => table.name === target));
    const next = left.findIndex((table) => !waits(table));
    if (next < 0) throw new Error(`these tables refer to each other in a circle: ${left.map(({ name }) => name).join(', ')}`);
    ordered.push(...left.splice(next, 1));
  }
  return ordered;
}

/** @throws StartupError when the two databases do not have the same tables: their cells run different releases */
export function requireSameShape(source: readonly TenantTable[], target: readonly TenantTable[]): void {
  const [here, there] = [source, target].map((tables) => new Map(tables.map(({ name, shape }) => [name, shape]))) as [Map<string, string>, Map<string, string>];
  const different = [...new Set([...here.keys(), ...there.keys()])].filter((name) => here.get(name) !== there.get(name));
  if (different.length > 0) throw new StartupError(`the two cells have different releases: ${different.join(', ')} differ; migrate both first`);
}
