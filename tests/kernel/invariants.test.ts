import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkInvariants, formatViolations, type Invariant, runInvariants } from '../../src/kernel/check-invariants.ts';
import { withClient } from '../../src/kernel/database/roles.ts';
import { connectionInvariants } from '../../src/kernel/invariants.ts';
import { invariants } from '../../src/modules.ts';
import { samples } from '../isolation/samples.ts';
import { freshCredit, makeWorld, paidPayment, run, type World } from '../isolation/world.ts';
import { act, addProduct, atTable, orderOf, placeOrder, placeOwn, useTestApp } from '../kit/index.ts';
import { runProgram } from '../process/server-process.ts';
import { promote } from '../promotions/promotion-api.ts';

const app = useTestApp();
let client: pg.Client;
beforeAll(async () => {
  await live(await makeWorld(app));
  client = new pg.Client({ connectionString: app.database.superuser });
  await client.connect();
});
afterAll(async () => {
  await client.end();
});

/** Creates rows of every kind that an invariant checks. */
async function live(world: World): Promise<void> {
  const { owner, cashier, manager } = world;
  const key = (name: string): Record<string, string> => ({ 'idempotency-key': name });
  const { id } = await act(cashier, 'placeOrder', orderOf(world, { CAKE: 1, SOUP: 1 }), key('placed'));
  await act(cashier, 'payCash', { orderId: id, tendered: 1_000_000 }, key('paid'));
  const cheese = { categoryId: world.categoryId, sku: 'CHEESE', name: 'Cheese', price: 200_000, soldBy: 'KG', trackStock: true, stockQuantity: 5000 };
  const productId = await addProduct(owner, cheese);
  await placeOrder(cashier, orderOf(world, {}, { lines: [{ productId, measure: '0.333' }] }));
  const unwanted = await placeOrder(cashier, orderOf(world, { CAKE: 2 }));
  await act(manager, 'cancelOrder', { orderId: unwanted.id, reason: 'No' });
  await promote(owner, { name: 'Few', type: 'PERCENTAGE', rate: 1000, code: 'FEW', usageLimit: 9, usageLimitPerCustomer: 3 });
  const { codes } = (await owner.ok('{ promotions(first: 50) { nodes { name codes { nodes { id code } } } } }')).promotions.nodes.find(
    ({ name }: { name: string }) => name === 'Few',
  );
  await app.sql('update promotion_code set usage_limit = 9 where id = $1', [codes.nodes[0].id]);
  await placeOrder(cashier, orderOf(world, { COFFEE: 1 }, { promotionCodes: ['FEW'], customerPhone: '+62 812 3456 7890' }));
  const paid = await paidPayment(world);
  await run(owner, 'refundPayment', 'RefundPaymentInput', { paymentId: paid.id, lines: [{ lineId: paid.lineId, quantity: 1 }], reason: 'Cold' });
  await freshCredit(world);
  await placeOwn(world.guest, atTable(world, world.tableToken));
  for (const path of ['Query.zReport', 'Mutation.setGatewayAccount', 'Mutation.startPayment']) {
    const args = await samples[path]?.[0]?.(world);
    if (path === 'Mutation.setGatewayAccount')
      await run(owner, 'setGatewayAccount', 'SetGatewayAccountInput', (args as { input: Record<string, unknown> }).input);
  }
}

const one = (table: string, where = 'true'): string => `ctid = (select ctid from "${table}" where ${where} limit 1)`;
const NOBODY = `'99999999-9999-4999-8999-999999999999'`;
const SETTLED = "status in ('PAID', 'REFUNDED', 'PARTIALLY_REFUNDED')";

/** A corruption for each invariant, as SQL. */
const CORRUPTIONS: Readonly<Record<string, string>> = {
  'a key that was used has its result': `update idempotency_key set result_id = null where ${one('idempotency_key')}`,
  'the events of a stream have no gaps and end at its head; old ones are deleted from the beginning': `delete from event where ${one('event', 'sequence = 3')}`,
  'no row refers to another tenant’s, nor to one that is gone': `update order_line set product_id = ${NOBODY} where ${one('order_line')}`,
  'every row is of a tenant that there is': `update category set tenant_id = ${NOBODY} where ${one('category')}`,
  'passwords and PINs are kept as argon2id hashes only': `update "user" set password_hash = 'plain' where ${one('user')}`,
  'no session begins after its user was archived': `update "user" set active = false, archived_at = '2020-01-01' where role = 'TENANT_OWNER'`,
  'a product in use stands in a category in use': `update category set archived_at = now()`,
  'stock is what its ledger adds up to, and not below nothing': `update product_at_outlet set stock_quantity = stock_quantity + 1 where ${one('product_at_outlet', 'stock_quantity > 0')}`,
  'every row of the ledger goes on where the one before it ended': `update stock_movement set balance = balance + 1 where ${one('stock_movement', "reason = 'SALE'")}`,
  'a ledger is of stock that there is': `update stock_movement set product_id = ${NOBODY} where ${one('stock_movement')}`,
  'a sale takes, a return gives, and both name their order': `update stock_movement set order_id = null where ${one('stock_movement', "reason = 'SALE'")}`,
  'given back is paid, and paid is at most the total': `update payable set refunded = paid + 1 where ${one('payable')}`,
  'paid is what settled, less what was given back to be paid otherwise': `update payable set paid = paid - 1 where ${one('payable', 'paid > 0')}`,
  'given back for good is what was returned': `update payable set refunded = refunded + 1 where ${one('payable', 'refunded < paid')}`,
  'what is kept of an order is at most its total': `update payment set amount = amount + 5000000 where ${one('payment', "status = 'PAID'")}`,
  'a payment is of a payable that is there, in its currency and at its outlet': `update payment set currency = 'USD' where ${one('payment')}`,
  'a payment knows what was given back of it': `update payment set refunded = refunded - 1 where ${one('payment', 'refunded > 0')}`,
  'never more is given back or promised than was taken': `update refund set amount = amount + 5000000 where ${one('refund')}`,
  'the status of a payment says what was given back of it': `update payment set status = 'PAID' where ${one('payment', 'refunded > 0')}`,
  'one attempt at most of an order and a method may still take its money': `drop index payment_one_open_attempt;
    update payment set status = 'PENDING', order_id = (select id from "order" limit 1), cancelled_at = null, method = 'CARD', provider = 'demo'`,
  'a refund is of its payment’s order and outlet': `update refund set order_id = ${NOBODY} where ${one('refund')}`,
  'cash taken is debt and rounding, and nothing else is rounded': `update payment set change = change + 1 where ${one('payment', "method = 'CASH'")}`,
  'cash given back is never less than nothing, comes out of a shift, and is all there is to give in the end': `update refund set method = 'CASH', shift_id = null where ${one('refund')}`,
  'in a drawer is its float, what was taken and put in, less what was given back and taken out': `update shift set "float" = "float" + 1 where ${one('shift', 'closed_at is not null')}`,
  'an open drawer holds no less than nothing': `insert into shift_entry (id, tenant_id, shift_id, kind, amount, reason, created_at)
    select gen_random_uuid(), tenant_id, id, 'PAY_OUT', "float" + 1000000000, 'x', now() from shift where closed_at is null limit 1`,
  'a certificate that counts is known by its number, and one that was given back is free': `update payment set certificate_key = 'WH1' where ${one('payment')}`,
  'the refunds of an order are numbered from 1 without gaps': `update refund set sequence = sequence + 1 where ${one('refund')}`,
  'a shift is of the outlet of its money, and nothing comes into it after it was closed': `update payment set shift_id = (select id from shift limit 1) where ${one('payment')}`,
  'at the demo gateway no more is given back than was captured, and that what we say': `update demo_charge set captured = 0 where ${one('demo_charge', "refunds <> '{}'")}`,
  'a credit is what is left of late money and not spent, and not less than nothing': `update payment set credit = credit + 1 where ${one('payment', 'credit is not null')}`,
  'the payment that a key has made is there': `update idempotency_key set result_id = ${NOBODY} where field = 'payCash'`,
  'what was tendered has one key at most': `insert into idempotency_key select (jsonb_populate_record(k, '{"key": "another"}')).* from idempotency_key k where field = 'payCash'`,
  'the last event of a payment tells how it is': `update payment set status = 'FAILED' where ${one('payment', "status = 'PAID'")}`,
  'what is about a payment is of its tenant': `update demo_charge set tenant_id = ${NOBODY} where ${one('demo_charge')}`,
  'a payment has the times that its status says': `update payment set settled_at = null where ${one('payment', SETTLED)}`,
  'a refund that succeeded has its time, and no other': `update refund set settled_at = null where ${one('refund', "status = 'SUCCEEDED'")}`,
  'secrets of payment accounts, and what is to be asked of providers again, are kept sealed only': `update gateway_account set sealed_credentials = '{"serverKey":"plain"}' where ${one('gateway_account')}`,
  'a limited promotion has counted its uses': `update promotion set used = used + 1 where ${one('promotion', 'usage_limit is not null')}`,
  'a limited code has counted its uses, and no more than its limit': `update promotion_code set used = used + 1 where ${one('promotion_code', 'usage_limit is not null')}`,
  'what is limited for each customer has counted each one’s uses': `delete from promotion_customer`,
  'an order has sold what its lines took from stock, and given back what of that was cancelled or refunded': `update order_line set quantity = quantity + 1 where ${one('order_line', 'stock_taken')}`,
  'no unit is put back on sale twice, nor without having been taken from it': `update order_line set restocked = quantity + 1 where ${one('order_line', 'stock_taken')}`,
  'queue numbers of an outlet and business day are 1 to n': `update "order" set queue_number = 1000 where ${one('order')}`,
  'the counter of an outlet and business day is its last queue number': `update queue_counter set last = last + 1 where ${one('queue_counter')}`,
  'an order number says the business day and the queue number': `update "order" set number = 'ORD-1' where ${one('order')}`,
  'the order that a key has made or changed is there': `update idempotency_key set result_id = ${NOBODY} where field = 'placeOrder'`,
  'an order was placed by one event, as long as events are kept': `update event set type = 'ORDER_CHANGED' where ${one('event', "type = 'ORDER_PLACED'")}`,
  'the last event of an order tells how it is': `update "order" set status = 'SERVED' where ${one('order', "status = 'CONFIRMED'")}`,
  'the table whose code an order was placed by is one of its outlet': `update dining_table set outlet_id = ${NOBODY}`,
  'an order has the times that its status says, one after the other': `update "order" set confirmed_at = null where ${one('order', "status = 'CONFIRMED'")}`,
  'the order is its payable': `update "order" set paid_amount = paid_amount + 1 where ${one('order')}`,
  'the payment status of an order says what is due, else what was given back; a cancelled order owes nothing': `update "order" set payment_status = 'PAID' where ${one('order', "payment_status = 'UNPAID'")}`,
  'completed is paid, unless a bank took it back later; of what is cancelled nothing is kept': `update "order" set status = 'COMPLETED' where ${one('order', "payment_status = 'UNPAID'")}`,
  'a refund is worth its parts, and only a refund for good has parts': `update refund set amount = amount - 1 where ${one('refund', 'parts is not null')}`,
  'no unit of a line is given back twice': `insert into refund select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'sequence', null))).* from refund r where parts is not null`,
  'a use is what its promotion takes off, and every promotion of an order is a use': `delete from promotion_use`,
  'uses of cancelled orders, and no others, are returned': `update promotion_use set returned_at = now() where ${one('promotion_use')}`,
  'the parts of an order sum to its total': `update "order" set total = total + 1 where ${one('order')}`,
  'the lines of an order sum to it, without those that are voided, and with the tax of its fees': `update "order" set subtotal = subtotal + 1, total = total + 1 where ${one('order')}`,
  'a line is its price by its units, and its discount not more than that': `update order_line set unit_price = unit_price + 1 where ${one('order_line')}`,
  'what is measured costs its price by its measure, rounded once, and its modifiers once, unless staff set another price': `update order_line set measure = measure + 10 where measure is not null`,
  'the snapshot of an order explains its discount and its tax': `update "order" set tax = tax + 1 where ${one('order')}`,
  'and that of each line': `update order_line set discount = discount + 1 where ${one('order_line')}`,
  'amounts in snapshots are whole': `update "order" set pricing = jsonb_set(pricing, '{discounts}', '[{"amount": 1.5, "lines": []}]') where ${one('order')}`,
  'the last event of a ticket tells how it is': `update kitchen_ticket set status = 'READY' where ${one('kitchen_ticket', "status = 'QUEUED'")}`,
  'every version of a ticket is one event, as long as events are kept': `update kitchen_ticket set version = version + 1 where ${one('kitchen_ticket')}`,
  'a ticket is what its items are together': `update kitchen_ticket_item set status = 'READY' where ${one('kitchen_ticket_item', "status = 'QUEUED'")}`,
  'a ticket has the times that its status says, one after the other': `update kitchen_ticket set served_at = fired_at - interval '1 hour' where ${one('kitchen_ticket')}`,
  'an order whose lines are archived is closed, has none here, and names its archive': `update "order" set lines_archive = ${NOBODY} where ${one('order')}`,
  'an order whose lines are archived has no ticket here': `update "order" set lines_archived_at = now() where id in (select order_id from kitchen_ticket)`,
  'tickets are as far as their order says': `update "order" set status = 'PENDING' where ${one('order', "status = 'CONFIRMED'")}`,
};

/** Deletes old events: the stored ones start after the first, like on every database older than three days. */
const RETENTION = `delete from event where sequence = 1; update event set occurred_at = occurred_at - interval '2 hours'`;

/** More corruptions. */
const MORE_CORRUPTIONS: readonly (readonly [rule: string, sql: string])[] = [
  ['an order was placed by one event, as long as events are kept', `${RETENTION}; delete from event where ${one('event', "type = 'ORDER_PLACED'")}`],
  ['every version of a ticket is one event, as long as events are kept', `${RETENTION}; update kitchen_ticket set version = version + 1`],
  [
    'a refund is worth its parts, and only a refund for good has parts',
    `update refund set effect = 'REOPEN' where ${one('refund', "parts is not null and status = 'SUCCEEDED'")}`,
  ],
  ['an order number says the business day and the queue number', `update "order" set number = number || '0' where ${one('order')}`],
  [
    'the payment status of an order says what is due, else what was given back; a cancelled order owes nothing',
    `update "order" set payment_status = 'REFUNDED', refunded_amount = 1 where ${one('order', "payment_status = 'PARTIALLY_PAID'")}`,
  ],
  ['the order is its payable', `delete from "order" where ${one('order')}`],
];

/** Invariants about connections; these tests allow them no waiting time. */
const OF_CONNECTIONS = invariants.filter(({ id }) => id === 'I10');
const OF_ROWS = invariants.filter(({ id }) => id !== 'I10');

test('all hold of a healthy database, and it takes a moment', async () => {
  const began = performance.now();
  const checked = await withClient(app.database.platform, (platform) => checkInvariants(platform, [...invariants, ...connectionInvariants]));
  expect(formatViolations(checked)).toEqual([]);
  expect(checked.length).toBeGreaterThan(55);
  expect(performance.now() - began).toBeLessThan(5000);
});

test('each has a corruption that breaks it', () => {
  expect(Object.keys(CORRUPTIONS).sort()).toEqual(OF_ROWS.map(({ description }) => description).sort());
  expect(new Set(invariants.map(({ id }) => id))).toEqual(new Set(['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I8', 'I9', 'I10', 'I11', 'I12', 'I13']));
});

test.each(OF_ROWS)('$id finds where this is broken, and names it: $description', async (invariant) => {
  await client.query('begin');
  // Switches off triggers and foreign keys.
  await client.query('set local session_replication_role = replica');
  await client.query(CORRUPTIONS[invariant.description] ?? '');
  const [checked] = await runInvariants(client, [invariant]);
  await client.query('rollback');
  expect(checked?.count, JSON.stringify(checked)).toBeGreaterThan(0);
  const [example] = checked?.examples ?? [];
  expect(example?.what).toMatch(/[a-z]/);
  expect([example?.expected, example?.found]).not.toEqual([null, null]);
  expect(formatViolations([checked as NonNullable<typeof checked>])[0]).toContain(`${invariant.id} is broken by`);
});

test.each(MORE_CORRUPTIONS)('finds where this is broken otherwise: %s', async (rule, sql) => {
  await client.query('begin');
  await client.query('set local session_replication_role = replica');
  await client.query(sql);
  const [checked] = await runInvariants(
    client,
    invariants.filter((invariant) => invariant.description === rule),
  );
  await client.query('rollback');
  expect(checked?.count).toBeGreaterThan(0);
  expect(checked?.examples[0]?.what).toMatch(/[a-z]/);
});

test('what retention has deleted breaks none of them', async () => {
  await client.query('begin');
  await client.query("update event set occurred_at = occurred_at - interval '4 days' where sequence <= 2; delete from event where sequence = 1");
  const checked = await runInvariants(client, OF_ROWS);
  await client.query('rollback');
  expect(formatViolations(checked)).toEqual([]);
});

test('I10 finds a session that waits for a lock, and one whose transaction is idle', async () => {
  const impatient = (list: readonly Invariant[]): Invariant[] =>
    list.map((one) => ({ ...one, sql: one.sql.replace(/interval '\d+ seconds'/, "interval '0 seconds'") }));
  await withClient(app.database.superuser, (holder) =>
    withClient(app.database.superuser, async (waiter) => {
      await holder.query('begin; lock table category');
      const waiting = waiter.query('select from category');
      const found = (): Promise<string[]> =>
        withClient(app.database.superuser, async (looking) =>
          formatViolations(await checkInvariants(looking, impatient([...OF_CONNECTIONS, ...connectionInvariants]))),
        );
      await expect
        .poll(found)
        .toEqual([
          expect.stringMatching(/^I10 is broken by 1: no process waits/),
          expect.stringContaining('for category: expected no wait'),
          expect.stringMatching(/^I10 is broken by 1: no transaction has been idle/),
          expect.stringContaining('expected no open transaction, found idle in transaction'),
        ]);
      await holder.query('rollback');
      await waiting;
    }),
  );
});

test('the command says what holds, and ends with 0, 1 or 2', async () => {
  const command = (environment: Record<string, string>, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    promisify(execFile)(process.execPath, ['dist/commands/check-invariants.js', ...args], {
      env: { PATH: process.env.PATH, NODE_ENV: 'test', ...environment },
    }).then(
      (done) => ({ code: 0, ...done }),
      (failed) => failed,
    );
  const here = { DATABASE_URL: app.database.runtime, DATABASE_PLATFORM_URL: app.database.platform };
  const sound = await command(here);
  expect(sound).toMatchObject({ code: 0, stderr: '' });
  expect(sound.stdout).toMatch(/^I1 holds: .*\nAll \d+ invariants hold\.\n$/s);
  await app.sql('update product_at_outlet set movements = movements + 1 where stock_quantity is not null');
  const broken = await command(here, '--json');
  await app.sql('update product_at_outlet set movements = movements - 1 where stock_quantity is not null');
  expect(broken.code).toBe(1);
  const report = JSON.parse(broken.stdout);
  expect(report.broken).toBe(1);
  expect(report.invariants.find(({ count }: { count: number }) => count > 0)).toMatchObject({
    id: 'I1',
    says: expect.any(String),
    examples: expect.arrayContaining([expect.objectContaining({ tenantId: expect.any(String), what: expect.stringContaining('stock of product') })]),
  });
  expect(report.standbySecondsBehind).toBe(null);
  const nowhere = await command({ DATA_DIR: '/nonexistent' });
  expect(nowhere).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('DATA_DIR') });
});

test('one URL of a role that sees all tenants is enough for the command, and the runtime role is none', async () => {
  const check = (environment: Record<string, string>, ...args: string[]) => runProgram('dist/commands/check-invariants.js', args, environment);
  const { platform, runtime, backup } = app.database;
  // All but those for the connections of the runtime role.
  const all = `All ${invariants.length + connectionInvariants.length} invariants hold.\n`;
  const byPlatform = await check({ DATABASE_PLATFORM_URL: platform, NODE_ENV: 'production' }, '--seconds', '600');
  const byBackup = await check({ DATABASE_URL: backup });
  for (const alone of [byPlatform, byBackup]) expect(alone).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(all) });
  expect(await check({ DATABASE_URL: runtime })).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(
      /^the invariants could not be checked: DATABASE_URL: the role dapur_runtime sees one tenant at a time; .*DATABASE_PLATFORM_URL\.\n$/,
    ),
  });
  expect(await check({ DATABASE_PLATFORM_URL: platform }, '--seconds', 'long')).toMatchObject({ code: 2, stderr: expect.stringContaining('--seconds') });
});
