import { expect, test } from 'vitest';
import { roleNames, withClient } from '../../src/kernel/database/roles.ts';
import { encodeCursor } from '../../src/kernel/lists/page.ts';
import { type Client, recordStatements, useRestaurant } from '../kit/index.ts';
import { planOf } from '../kit/plan.ts';

const { app, restaurant } = useRestaurant();

const ID = '00000000-0000-7000-8000-000000000000';
/** An instant in the middle of a long list. */
const INSTANT = Date.UTC(2026, 5, 1);
const BOTH = ['ASC', 'DESC'] as const;

/** A list in one of its orders, and a cursor of that order: the row that it names need not exist. */
interface Order {
  readonly list: string;
  readonly of: string;
  readonly table: string;
  readonly cursor: string;
}

const newest = (list: string, table: string): Order => ({ list, of: 'newest first', table, cursor: encodeCursor([INSTANT, ID]) });
const sorted = (list: string, table: string, key: string, column: string, value: string | number | null): Order[] =>
  BOTH.map((direction) => ({
    list: list.replace(/\)?$/, `${list.endsWith(')') ? ', ' : '('}orderBy: { key: ${key}, direction: ${direction} })`),
    of: `${key} ${direction}`,
    table,
    cursor: encodeCursor(value === null ? [`${column} ${direction}`, ID] : [`${column} ${direction}`, value, ID]),
  }));

const ORDERS: readonly Order[] = [
  newest('orders', 'order'),
  ...sorted('orders', 'order', 'UPDATED_AT', 'updatedAt', INSTANT),
  ...sorted('orders', 'order', 'TOTAL', 'total', 30_000),
  ...sorted('orders', 'order', 'QUEUE_NUMBER', 'queueNumber', 7),
  sorted('orders', 'order', 'PLACED_AT', 'placedAt', INSTANT)[0] as Order,
  newest('payments', 'payment'),
  ...sorted('payments', 'payment', 'AMOUNT', 'amount', 30_000),
  sorted('payments', 'payment', 'CREATED_AT', 'createdAt', INSTANT)[0] as Order,
  newest('refunds', 'refund'),
  newest('shifts', 'shift'),
  newest('devices', 'device'),
  newest('auditLog', 'audit_entry'),
  newest('gatewayNotifications', 'gateway_notification'),
  newest('promotions', 'promotion'),
  ...sorted('products', 'product', 'NAME', 'nameKey', 'm'),
  ...sorted('products', 'product', 'PRICE', 'price', 30_000),
  ...sorted('products', 'product', 'CREATED_AT', 'id', null),
  ...sorted('modifierGroups', 'modifier_group', 'NAME', 'nameKey', 'm'),
  ...sorted('users', 'user', 'NAME', 'nameKey', 'm'),
  ...sorted('tenants', 'tenant', 'NAME', 'nameKey', 'm'),
];

/** Without the ways in which PostgreSQL reads small tables. */
const AS_IF_LARGE = 'set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off; set enable_incremental_sort = off';

/** The statement that reads a page, and its plan. */
async function readPage(
  { list, table, cursor }: Order,
  bounds: 'after' | 'before',
  client: Client,
): Promise<{ text: string; plan: Awaited<ReturnType<typeof planOf>> }> {
  const page = bounds === 'after' ? 'first: 2, after: $cursor' : 'last: 2, before: $cursor';
  const field = list.endsWith(')') ? list.replace(/\)$/, `, ${page})`) : `${list}(${page})`;
  const role = table === 'tenant' ? 'platform' : 'runtime';
  const { statements } = await recordStatements(app, () => client.ok(`query ($cursor: String) { ${field} { nodes { id } } }`, { cursor }), role);
  const text = statements.find((statement) => statement.includes(`from "${table}"`) && statement.includes('order by')) ?? '';
  const plan = await withClient(app.database.superuser, async (superuser) => {
    await superuser.query(`set role ${roleNames[role]}; set app.tenant_id = '${restaurant.tenantId}'; ${AS_IF_LARGE}`);
    return planOf(superuser, text);
  });
  return { text, plan };
}

test.each(ORDERS.flatMap((order) => (['after', 'before'] as const).map((bounds) => ({ ...order, bounds }))))(
  'a page of $list ($of) $bounds a cursor begins in the index exactly at the row of the cursor, and is not sorted',
  async ({ bounds, ...order }) => {
    const { text, plan } = await readPage(order, bounds, order.table === 'tenant' ? restaurant.platform : restaurant.owner);
    const reads = plan.filter((node) => node['Relation Name'] === order.table);
    expect(
      plan.map((node) => node['Node Type']),
      text,
    ).not.toContain('Sort');
    expect(
      reads.map((node) => node['Node Type']),
      text,
    ).toEqual([expect.stringMatching(/^Index (Only )?Scan/)]);
    // All columns of the order bound the index, not only the first of them.
    expect(reads[0]?.['Index Cond'], text).toMatch(/ROW\(\w+, id\) [<>] ROW\(|\(id [<>] /);
    expect(reads[0]?.Filter ?? '', text).not.toMatch(/ROW\(| OR .*id [<>]/);
  },
);
