import type { ArchivedTable } from '../../../kernel/archived-table.ts';

/** Orders that are closed, and whose money is not on its way. `$n`: statuses of payments under way. */
const isDone = (statuses: string): string => `o.status in ('COMPLETED', 'CANCELLED') and o.lines_archived_at is null
  and not exists (select 1 from payment m where m.tenant_id = o.tenant_id and m.order_id = o.id
    and (m.status = any(${statuses}) or (m.status = 'PAID_LATE' and m.credit is null)))
  and not exists (select 1 from refund r where r.tenant_id = o.tenant_id and r.order_id = o.id and r.status = 'PENDING')`;

/** The next orders of a tenant and a span of business dates: tenant, outlets, from, before, statuses, last id, limit. */
export const NEXT_ORDERS = `select o.id from "order" o where o.tenant_id = $1 and o.outlet_id = any($2) and o.business_date >= $3 and o.business_date < $4
  and ${isDone('$5::text[]')} and o.id > $6 order by o.id limit $7`;

/** The first business date of which an order may be archived: tenant, outlets, before. */
export const FIRST_DATE = `select min(first.business_date)::text as date from unnest($2::uuid[]) outlet (id) cross join lateral (
  select o.business_date from "order" o where o.tenant_id = $1 and o.outlet_id = outlet.id and o.business_date < $3 and o.lines_archived_at is null order by o.business_date limit 1) first`;

/** Debts come first in the order of locks. What is locked is in use: it is left for the next run. */
export const LOCK_PAYABLES = 'select id from payable where tenant_id = $1 and id = any($2) order by id for no key update skip locked';
export const LOCK_ORDERS = `select o.id from "order" o where o.tenant_id = $1 and o.id = any($2) and ${isDone('$3::text[]')} order by o.id for no key update skip locked`;

/** One line of the file for each order, with all rows of it: tenant, ids. The same rows make the same text. */
export function textOfOrders(tables: readonly ArchivedTable[]): string {
  const rows = tables.map(
    ({ table, ofOrder }) =>
      `'${table}', (select coalesce(jsonb_agg(to_jsonb(t) order by t.id), '[]') from ${table} t where t.tenant_id = o.tenant_id and ${ofOrder})`,
  );
  return `select o.id, jsonb_build_object('order', o.id, 'number', o.number, 'businessDate', o.business_date, ${rows.join(', ')})::text as text
    from "order" o where o.tenant_id = $1 and o.id = any($2) order by o.id`;
}

/** Number of rows and sum of each amount, as the database counts them: tenant, ids. */
export function sumsOfOrders({ table, ofOrder, amounts }: ArchivedTable): string {
  const sums = amounts.map((amount) => `'${amount}', coalesce(sum(t.${amount}), 0)`);
  return `select jsonb_build_object('rows', count(t.id), 'amounts', jsonb_build_object(${sums.join(', ')})) as found
    from "order" o join ${table} t on t.tenant_id = o.tenant_id and ${ofOrder} where o.tenant_id = $1 and o.id = any($2)`;
}

export function deleteRows({ table, ofOrder }: ArchivedTable): string {
  return `delete from ${table} t using "order" o where o.tenant_id = $1 and o.id = any($2) and t.tenant_id = o.tenant_id and ${ofOrder}`;
}

export const MARK = 'update "order" set lines_archived_at = now(), lines_archive = $3 where tenant_id = $1 and id = any($2)';
export const UNMARK = 'update "order" set lines_archived_at = null, lines_archive = null where tenant_id = $1 and id = any($2)';
/** Orders whose rows are in an archive, and nowhere else. */
export const LOCK_ARCHIVED = 'select id from "order" where tenant_id = $1 and id = any($2) and lines_archive = $3 order by id for no key update';

/** Columns of a table: a file of an earlier release lacks the newer ones, which get their defaults. */
export const COLUMNS = `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`;

/** Writes the rows of orders back: `$1` is an array of lines of the file. */
export function insertRows(table: string, columns: readonly string[]): string {
  const names = columns.map((column) => `"${column}"`).join(', ');
  return `insert into ${table} (${names}) select ${names} from jsonb_array_elements($1::jsonb) line
    cross join lateral jsonb_populate_recordset(null::${table}, line->'${table}') row`;
}

/** How a transaction of the archive begins: rows are written as the same texts, and tills go first; a lock of theirs is short. */
export function begin(mode = ''): string {
  return `${`begin ${mode}`.trim()}; set local timezone = 'UTC'; set local lock_timeout = '5s'; set local statement_timeout = '60s'`;
}
