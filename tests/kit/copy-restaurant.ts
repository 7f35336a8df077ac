import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { inject } from 'vitest';
import { withClient } from '../../src/kernel/database/roles.ts';
import { newSlug, type RestaurantIds, type RestaurantOptions } from './restaurant.ts';

/** All rows of a brand by table, as JSON. */
export type RestaurantRows = Readonly<Record<string, { readonly columns: readonly string[]; readonly rows: string }>>;

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Reads the rows of the only brand of a database. */
export async function rowsOf(client: pg.Client): Promise<RestaurantRows> {
  const { rows: tables } = await client.query<{ name: string; columns: string[] }>(`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
       and (c.relname = 'tenant' or exists (select from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id'))
     group by c.relname`);
  const read: Record<string, RestaurantRows[string]> = {};
  for (const { name, columns } of tables) {
    const { rows } = await client.query<{ rows: string | null }>(`select jsonb_agg(to_jsonb(t))::text as rows from "${name}" t`);
    if (rows[0]?.rows) read[name] = { columns, rows: rows[0].rows };
  }
  return read;
}

/**
 * Makes a brand like that of the template from its rows, with ids and a slug of its own, and with the currency and the
 * settings of the outlet that are wanted: the API would take some twenty requests.
 */
export async function copyRestaurant(superuserUrl: string, wanted: RestaurantOptions = {}): Promise<RestaurantIds> {
  const { ids, rows: templateRows } = inject('restaurant');
  const rows = withOptions(templateRows, wanted);
  const slug = newSlug();
  const newIds = newIdsOf(rows);
  const renamed = (json: string): string => json.replaceAll(ids.slug, slug).replaceAll(UUID, (id) => newIds.get(id) ?? id);
  await withClient(superuserUrl, async (client) => {
    // Without triggers and foreign keys: the rows fit each other as those of the template do.
    await client.query('begin; set local session_replication_role = replica');
    for (const [table, { columns, rows: json }] of Object.entries(rows)) {
      const names = columns.map((column) => `"${column}"`).join(', ');
      await client.query(`insert into "${table}" (${names}) select ${names} from jsonb_populate_recordset(null::"${table}", $1)`, [renamed(json)]);
    }
    await client.query('commit');
  });
  return JSON.parse(renamed(JSON.stringify(ids)));
}

/** The rows with other values in the brand's and the outlet's. */
function withOptions(rows: RestaurantRows, { currency, outlet = {} }: RestaurantOptions): RestaurantRows {
  const settings = Object.entries(outlet).map(([name, value]) => [columnOf(name), value] as const);
  return {
    ...rows,
    ...(currency !== undefined && { tenant: withValues(rows, 'tenant', [['currency', currency]]) }),
    ...(settings.length > 0 && { outlet: withValues(rows, 'outlet', settings) }),
  };
}

function withValues(rows: RestaurantRows, table: string, values: readonly (readonly [string, unknown])[]): RestaurantRows[string] {
  const { columns, rows: json } = rows[table] ?? { columns: [], rows: '[]' };
  for (const [column] of values) if (!columns.includes(column)) throw new Error(`the table ${table} has no column ${column}`);
  const changed = (JSON.parse(json) as object[]).map((row) => ({ ...row, ...Object.fromEntries(values) }));
  return { columns, rows: JSON.stringify(changed) };
}

const columnOf = (property: string): string => property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A new id for each row, in the order of the old ones: some lists are sorted by id. */
function newIdsOf(rows: RestaurantRows): ReadonlyMap<string, string> {
  const old = Object.values(rows).flatMap(({ rows: json }) => (JSON.parse(json) as { id?: unknown }[]).map(({ id }) => id));
  const sorted = old.filter((id): id is string => typeof id === 'string' && id.length === 36).sort();
  return new Map(sorted.map((id) => [id, uuidv7()]));
}
