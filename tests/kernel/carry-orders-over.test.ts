import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { migrateAndGrant } from '../../src/app.ts';
import { checkInvariants, formatViolations } from '../../src/kernel/check-invariants.ts';
import { withClient } from '../../src/kernel/database/roles.ts';
import { migrations } from '../../src/migrations.ts';
import { invariants } from '../../src/modules.ts';
import { oldRelease } from './old-release.ts';

/** Countries of the tenants, each with an outlet. */
const TENANTS = [
  { id: randomUUID(), outlet: randomUUID(), country: 'ID' },
  { id: randomUUID(), outlet: randomUUID(), country: 'ET' },
] as const;

const ORDER = `insert into "order" (id, tenant_id, outlet_id, number, queue_number, business_date, status, payment_status, service_mode, channel, confirm_on, currency, customer_phone, table_name,
  token_secret, input_hash, prices_include_tax, subtotal, discount, service_charge, tax, total, paid_amount, refunded_amount, pricing, placed_at, cancelled_at, updated_at)
  select o.id, $1, $2, 'ORD-20261120-ONE000' || upper(to_hex(o.queue)), o.queue, '2026-11-20', o.status, o.payment_status, 'DINE_IN', 'POS', 'MANUAL', 'IDR', o.phone, o.table_name,
    '', '', false, 40000, 0, 0, 0, 40000, o.paid, o.refunded, '{}', '2026-11-20T08:00:00Z', case when o.status = 'CANCELLED' then '2026-11-20T09:00:00Z'::timestamptz end, '2026-11-20T08:00:00Z'
  from jsonb_to_recordset($3::jsonb) as o (id uuid, queue int, status text, payment_status text, phone text, table_name text, paid bigint, refunded bigint)`;
const EVENTS = `with placed as (select *, row_number() over (order by queue_number) as nth from "order" where tenant_id = $1)
  , told as (insert into event (tenant_id, stream_id, sequence, type, entity_id, data, occurred_at)
    select tenant_id, outlet_id, nth, 'ORDER_PLACED', id, jsonb_build_object('orderId', id, 'status', status, 'paymentStatus', payment_status, 'number', number, 'queueNumber', queue_number), placed_at from placed)
  insert into event_stream (tenant_id, stream_id, head) select tenant_id, outlet_id, count(*) from placed group by 1, 2`;

/** Orders as the release before left them; the half-paid one is marked as refunded. */
const ORDERS = [
  { queue: 1, status: 'PENDING', payment_status: 'REFUNDED', phone: '0812 7777 8888', table_name: 'Meja 7', paid: 10_000, refunded: 10_000 },
  { queue: 2, status: 'PENDING', payment_status: 'PARTIALLY_REFUNDED', phone: '0911 234 567', table_name: null, paid: 20_000, refunded: 5000 },
  { queue: 3, status: 'PENDING', payment_status: 'PARTIALLY_REFUNDED', phone: 'ext. 4711', table_name: ' TERRACE ', paid: 40_000, refunded: 5000 },
  { queue: 4, status: 'CANCELLED', payment_status: 'REFUNDED', phone: 'none', table_name: null, paid: 10_000, refunded: 10_000 },
  { queue: 5, status: 'PENDING', payment_status: 'UNPAID', phone: null, table_name: null, paid: 0, refunded: 0 },
];

test('orders of the release before are found by phone and table, and say what is due; every change has its event', async () => {
  const database = await oldRelease(migrations.findIndex(({ name }) => name === 'find-orders-and-order-at-tables'));
  await withClient(database.superuser, async (client) => {
    for (const { id, outlet, country } of TENANTS) {
      await client.query(
        `insert into tenant (id, slug, name, currency, country, time_zone, created_at, updated_at) values ($1, $2, 'Brand', 'IDR', $3, 'Asia/Jakarta', now(), now())`,
        [id, `brand-${country.toLowerCase()}`, country],
      );
      await client.query(
        `insert into outlet (id, tenant_id, name, code, time_zone, service_modes, created_at, updated_at) values ($1, $2, 'Outlet', 'ONE', 'Asia/Jakarta', '{DINE_IN}', now(), now())`,
        [outlet, id],
      );
      await client.query(ORDER, [id, outlet, JSON.stringify(ORDERS.map((order) => ({ ...order, id: randomUUID() })))]);
      await client.query(EVENTS, [id]);
    }
  });
  expect(await migrateAndGrant(database.owner, database, 'test')).toContain('carry-orders-over');
  await withClient(database.superuser, async (client) => {
    const carried = async (tenantId: string): Promise<unknown[]> =>
      (await client.query('select phone_key, table_key, payment_status, version from "order" where tenant_id = $1 order by queue_number', [tenantId])).rows;
    const [indonesia, ethiopia] = await Promise.all(TENANTS.map(({ id }) => carried(id)));
    expect(indonesia).toEqual([
      { phone_key: '+6281277778888', table_key: 'meja 7', payment_status: 'PARTIALLY_PAID', version: 2 },
      { phone_key: expect.any(String), table_key: null, payment_status: 'PARTIALLY_PAID', version: 2 },
      { phone_key: '4711', table_key: 'terrace', payment_status: 'PARTIALLY_REFUNDED', version: 1 },
      { phone_key: null, table_key: null, payment_status: 'REFUNDED', version: 1 },
      { phone_key: null, table_key: null, payment_status: 'UNPAID', version: 1 },
    ]);
    expect(ethiopia?.[1]).toMatchObject({ phone_key: '+251911234567', payment_status: 'PARTIALLY_PAID' });
    const { rows } = await client.query('select sequence, type, data from event where tenant_id = $1 and sequence > 5 order by sequence', [TENANTS[0].id]);
    expect(rows).toHaveLength(2);
    for (const { type, data } of rows) expect([type, data.status, data.paymentStatus]).toEqual(['ORDER_CHANGED', 'PENDING', 'PARTIALLY_PAID']);
    // The invariants that concern the inserted rows: numbers, events and payment states.
    const about = invariants.filter(
      ({ id, description }) => id === 'I6' || description.startsWith('an order number') || description.startsWith('the payment status of an order'),
    );
    expect(about.length).toBeGreaterThan(5);
    expect(formatViolations(await checkInvariants(client, about))).toEqual([]);
  });
  expect(await migrateAndGrant(database.owner, database, 'test')).toEqual([]);
});
