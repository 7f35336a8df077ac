import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { checkInvariants, formatViolations } from '../../src/kernel/check-invariants.ts';
import { type ArchiveWork, archiveTenant, restoreOrders } from '../../src/modules/ordering/index.ts';
import { archived, invariants } from '../../src/modules.ts';
import { act, makeRestaurant, orderOf, placeOrder, type Restaurant, subscribe, useTestApp } from '../kit/index.ts';
import { runProgram } from '../process/server-process.ts';

const app = useTestApp();
let client: pg.Client;
let folder: string;
let restaurant: Restaurant;
beforeAll(async () => {
  client = new pg.Client({ connectionString: app.database.platform });
  await client.connect();
  await client.query("set timezone = 'UTC'");
});
afterAll(() => client.end());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dapur-archive-'));
  restaurant = await makeRestaurant(app);
  return () => rmSync(folder, { recursive: true, force: true });
});

/** The lines and tickets of the brand, as they are stored. */
async function stored(): Promise<Record<string, unknown[]>> {
  const rows: Record<string, unknown[]> = {};
  for (const { table } of archived)
    rows[table] = (await app.sql<{ row: unknown }>(`select to_jsonb(t) as row from ${table} t where tenant_id = $1 order by id`, [restaurant.tenantId])).map(
      ({ row }) => row,
    );
  return rows;
}

/** Makes all orders of the brand `days` older, with all that is written of them. */
async function age(days: number): Promise<void> {
  const values = [restaurant.tenantId, days];
  await app.sql('delete from event where tenant_id = $1', values.slice(0, 1));
  await app.sql('update queue_counter set business_date = business_date - $2::int where tenant_id = $1', values);
  await app.sql(
    `update "order" o set business_date = o.business_date - $2::int,
       number = replace(number, to_char(o.business_date, 'YYYYMMDD'), to_char(o.business_date - $2::int, 'YYYYMMDD')) where tenant_id = $1`,
    values,
  );
}

const DONE = { tendered: 1_000_000 };
/** Places an order of two lines for two stations, cooks, pays and completes it. */
async function complete(): Promise<string> {
  const { id } = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 2, SOUP: 1 }));
  await act(restaurant.cashier, 'payCash', { orderId: id, ...DONE });
  await act(restaurant.cashier, 'serveOrder', { orderId: id });
  await act(restaurant.cashier, 'completeOrder', { orderId: id });
  return id;
}

const work = (options: Partial<ArchiveWork> = {}): ArchiveWork => ({
  client,
  tables: archived,
  folder,
  perFile: 3,
  perBatch: 2,
  step: () => undefined,
  ...options,
});
const tenant = () => ({ id: restaurant.tenantId, slug: restaurant.slug });
const BEFORE = '2026-09-01';
const archive = (options: Partial<ArchiveWork> = {}) => archiveTenant(work(options), tenant(), BEFORE);
const restore = (step: (what: string) => void = () => undefined) => restoreOrders({ client, tables: archived, perBatch: 2, step }, folder);

async function holds(): Promise<void> {
  expect(formatViolations(await checkInvariants(client, invariants))).toEqual([]);
}

/** Paths of the manifests, and what they say. */
const manifests = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ path: join(folder, name), ...JSON.parse(readFileSync(join(folder, name), 'utf8')) }));

const ORDER = `query ($id: ID!) { order(id: $id) { status paidAmount linesArchivedAt totals { subtotal total } payments { amount }
  lines { id productName quantity unitPrice total discount net tax finalTotal taxName productId product { id } } tickets { id } } }`;

test('lines and tickets of old orders move into files and back; at each moment all rules hold, and the order keeps its money', async () => {
  const ids = [];
  for (let index = 0; index < 5; index += 1) ids.push(await complete());
  await age(200);
  const before = await stored();
  const shown = (await restaurant.cashier.ok(ORDER, { id: ids[0] })).order;
  await holds();

  expect(await archive()).toBe(5);
  expect(await stored()).toEqual({ order_line: [], kitchen_ticket: [], kitchen_ticket_item: [] });
  await holds();
  const written = manifests();
  expect(written.map(({ state, orders, tables, left }) => [state, orders, tables.order_line.rows, tables.order_line.amounts.total, left])).toEqual([
    ['ARCHIVED', 3, 6, 210_000, []],
    ['ARCHIVED', 2, 4, 140_000, []],
  ]);
  const { order } = await restaurant.cashier.ok(ORDER, { id: ids[0] });
  expect(order).toMatchObject({ status: shown.status, paidAmount: shown.paidAmount, totals: shown.totals, payments: shown.payments, tickets: [] });
  expect(order.linesArchivedAt).toEqual(expect.any(String));
  // It does not look like an order of nothing: one line has the sums of all.
  expect(order.lines).toMatchObject([{ productName: 'Archived lines', quantity: 1, unitPrice: 70_000, total: 70_000, discount: 0, product: null }]);
  expect(order.lines[0].finalTotal).toBe(shown.lines.reduce((sum: number, { finalTotal }: { finalTotal: number }) => sum + finalTotal, 0));

  expect(await archive()).toBe(0);
  expect(await restore()).toBe(5);
  expect(await stored()).toEqual(before);
  expect((await restaurant.cashier.ok(ORDER, { id: ids[0] })).order).toEqual(shown);
  expect(await restore()).toBe(0);
  await holds();
});

test('what needs the lines of an archived order says that they are archived, and changes nothing', async () => {
  const id = await complete();
  await age(200);
  await archive();
  const [payment] = await app.sql<{ id: string }>('select id from payment where order_id = $1', [id]);
  const refused = { code: 'INVALID_TRANSITION', message: expect.stringMatching(/lines of the order ORD-\S+ are archived/) };
  const refund = 'mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) { refund { id } userErrors { code message } } }';
  await restaurant.owner.call('openShift', { outletId: restaurant.outletId, float: 100_000 }, 'id');
  const refundInput = { paymentId: payment?.id, amount: 1000, reason: 'Late' };
  expect(await restaurant.owner.failure(refund, { input: refundInput })).toMatchObject(refused);
  const quote = 'query ($input: RefundQuoteInput!) { refundQuote(input: $input) { quote { amount } userErrors { code message } } }';
  const input = { orderId: id, amount: 1000 };
  expect(await restaurant.cashier.failure(quote, { input })).toMatchObject(refused);
  await restore();
  expect((await restaurant.cashier.ok(quote, { input })).refundQuote).toEqual({ quote: { amount: 1000 }, userErrors: [] });
  expect((await restaurant.owner.ok(refund, { input: refundInput })).refundPayment.refund).toEqual({ id: expect.any(String) });
});

test('orders that are open or young, and those whose money is on its way, stay', async () => {
  const [done, pending, refunding] = [await complete(), await complete(), await complete()];
  const { id: open } = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  await age(200);
  const young = await complete();
  await app.sql(`update payment set status = 'UNDER_REVIEW' where order_id = $1`, [pending]);
  await app.sql(
    `insert into refund (id, tenant_id, payment_id, order_id, outlet_id, method, status, effect, amount, reason, created_at)
     select uuidv7(), tenant_id, id, order_id, outlet_id, method, 'PENDING', 'RETURN', 1, 'x', now() from payment where order_id = $1`,
    [refunding],
  );
  expect(await archive()).toBe(1);
  const left = await app.sql<{ id: string }>('select distinct order_id as id from order_line where tenant_id = $1', [restaurant.tenantId]);
  expect(left.map(({ id }) => id).sort()).toEqual([open, pending, refunding, young].sort());
  expect(await app.sql('select 1 from "order" where id = $1 and lines_archived_at is not null', [done])).toHaveLength(1);
  await app.sql(`update payment set status = 'PAID' where order_id = $1`, [pending]);
  await app.sql('delete from refund where order_id = $1', [refunding]);
});

test('an order that changes between being written and being deleted stays; one that is locked is left for the next run', async () => {
  const [changed, locked] = [await complete(), await complete()];
  await age(200);
  const till = new pg.Client({ connectionString: app.database.superuser });
  await till.connect();
  const step = (what: string): Promise<unknown> | undefined => (what.startsWith('verified') ? till.query('select 1') : undefined);
  await till.query(`begin; select 1 from "order" where id = '${locked}' for update`);
  let isChanged = false;
  const during = work({
    step: (what) => {
      void step(what);
      if (what.startsWith('writing')) isChanged = true;
    },
  });
  const query = client.query.bind(client);
  // After the file is written, a refund puts a unit back on sale.
  client.query = (async (text: string, values?: unknown[]) => {
    if (isChanged && text.startsWith('begin;')) {
      isChanged = false;
      await app.sql("update order_line set notes = 'changed' where order_id = $1", [changed]);
    }
    return query(text, values);
  }) as typeof client.query;
  try {
    expect(await archiveTenant(during, tenant(), BEFORE)).toBe(0);
  } finally {
    client.query = query as typeof client.query;
  }
  expect(manifests()[0]?.left.toSorted()).toEqual([changed, locked].sort());
  expect((await stored()).order_line).toHaveLength(4);
  await till.query('rollback');
  await till.end();
  expect(await archive()).toBe(2);
  expect(await restore()).toBe(2);
  expect(await app.sql("select 1 from order_line where order_id = $1 and notes = 'changed'", [changed])).toHaveLength(2);
  await holds();
});

test('after a crash at any step of archiving, and of restoring, the next run finishes: nothing is lost, nothing is there twice', async () => {
  for (let index = 0; index < 4; index += 1) await complete();
  await age(200);
  const before = await stored();
  const crashAt = (nth: number) => {
    let visits = 0;
    return (): void => {
      visits += 1;
      if (visits === nth) throw new Error('crashed');
    };
  };
  let crashes = 0;
  for (let nth = 1; ; nth += 1) {
    const run = archive({ step: crashAt(nth) });
    const crashed = await run.then(
      () => false,
      () => true,
    );
    await holds();
    if (!crashed) break;
    crashes += 1;
    // Finishes what the crash has left, in a second run; then brings all back for the next crash.
    await archive();
    expect((await stored()).order_line).toEqual([]);
    const kept = manifests().filter(({ state }) => state === 'ARCHIVED');
    expect(kept.flatMap(({ path, file }) => linesOf(join(path, '..', file))).length).toBeGreaterThanOrEqual(4);
    await expect(restore(crashAt(2))).rejects.toThrow('crashed');
    await holds();
    await restore();
    expect(await stored()).toEqual(before);
  }
  expect(crashes).toBeGreaterThan(7);
  // Files that no run has come to believe are removed once no run can be at work on them.
  const unfinished = (): string[] => {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.endsWith('.gz') && !names.includes(name.replace('jsonl.gz', 'json')));
  };
  expect(unfinished().length).toBeGreaterThan(0);
  for (const name of unfinished()) utimesSync(join(folder, name), 0, 0);
  await archive();
  expect(unfinished()).toEqual([]);
});

const linesOf = (path: string): string[] => gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n');

test('a file that is not what its manifest says is not believed, neither before rows are deleted nor when they are brought back', async () => {
  await complete();
  await age(200);
  const before = await stored();
  const spoil = (what: string): void => {
    if (!what.startsWith('wrote')) return;
    const [name = ''] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.gz'));
    writeFileSync(join(folder, name), readFileSync(join(folder, name)).subarray(0, -9));
  };
  await expect(archive({ step: spoil })).rejects.toThrow();
  expect(await stored()).toEqual(before);
  expect(manifests()).toEqual([]);
  await archive();
  const [{ path, file }] = manifests() as [{ path: string; file: string }];
  const bytes = readFileSync(join(path, '..', file));
  bytes[10] = (bytes[10] ?? 0) ^ 1;
  writeFileSync(join(path, '..', file), bytes);
  await expect(restore()).rejects.toThrow();
  expect((await stored()).order_line).toEqual([]);
});

test('tills go on while orders are archived: each order is placed, cooked and heard of once', async () => {
  for (let index = 0; index < 6; index += 1) await complete();
  await age(200);
  const FEED = 'subscription ($outletId: ID!, $after: Int) { outletFeed(outletId: $outletId, after: $after) { __typename ... on OutletEvent { sequence } } }';
  const [{ head: after }] = (await app.sql('select head from event_stream where stream_id = $1', [restaurant.outletId])) as [{ head: number }];
  const feed = subscribe(restaurant.cashier, FEED, { outletId: restaurant.outletId, after });
  let isOver = false;
  const till = async (): Promise<string[]> => {
    const ids: string[] = [];
    while (!isOver || ids.length < 3) ids.push(await complete());
    return ids;
  };
  const tills = [till(), till()];
  for (let round = 0; round < 3; round += 1) {
    expect(await archive({ perBatch: 1 })).toBe(6);
    expect(await restore()).toBe(6);
  }
  expect(await archive()).toBe(6);
  isOver = true;
  const placed = (await Promise.all(tills)).flat();
  expect(new Set(placed).size).toBe(placed.length);
  const [{ head, lines }] = (await app.sql(
    `select (select head from event_stream where stream_id = $1) as head, (select count(*)::int from order_line where order_id = any($2)) as lines`,
    [restaurant.outletId, placed],
  )) as [{ head: number; lines: number }];
  expect(lines).toBe(placed.length * 2);
  expect(head).toBeGreaterThan(after);
  for (let sequence = after + 1; sequence <= head; ) {
    const message = (await feed.next()) as { __typename: string; sequence?: number };
    if (message.__typename !== 'OutletEvent') continue;
    expect(message.sequence).toBe(sequence);
    sequence += 1;
  }
  feed.stop();
  await holds();
}, 60_000);

test('the programs archive and restore, one brand or all, and refuse a day that is too near', async () => {
  await complete();
  await age(200);
  const environment = { DATABASE_URL: app.database.runtime, DATABASE_PLATFORM_URL: app.database.platform };
  const run = (program: string, ...args: string[]) => runProgram(`dist/commands/${program}.js`, args, environment);
  const near = new Date().toISOString().slice(0, 10);
  expect(await run('archive-orders', '--before', near, '--to', folder)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/--before: \d{4}-\d\d-\d\d at the latest/),
  });
  expect(await run('archive-orders', '--before', '2026-02-30', '--to', folder)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/--before: a business date/),
  });
  expect(await run('archive-orders', '--before', BEFORE)).toMatchObject({ code: 1, stderr: expect.stringMatching(/--to: the folder/) });
  expect(await run('archive-orders', '--before', BEFORE, '--to', folder, '--tenant', 'no-such-brand')).toMatchObject({ code: 1 });
  const done = await run('archive-orders', '--before', BEFORE, '--to', folder, '--tenant', restaurant.slug);
  expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(new RegExp(`^${restaurant.slug}: 1 orders\n`)) });
  expect((await stored()).order_line).toEqual([]);
  expect(await run('restore-orders')).toMatchObject({ code: 1, stderr: expect.stringMatching(/one folder is needed/) });
  expect(await run('restore-orders', join(folder, restaurant.slug))).toMatchObject({
    code: 0,
    stdout: 'Lines and tickets of 1 orders are in the database again.\n',
  });
  expect((await stored()).order_line).toHaveLength(2);
}, 60_000);
