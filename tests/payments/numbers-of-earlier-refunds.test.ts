/** Refunds of the release before have numbers after the migration. */
import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { expect, inject, test } from 'vitest';
import { migrateAndGrant } from '../../src/app.ts';
import { migrate } from '../../src/kernel/database/migrate.ts';
import { openOrm } from '../../src/kernel/database/orm.ts';
import { roleNames, withClient } from '../../src/kernel/database/roles.ts';
import { migrations } from '../../src/migrations.ts';
import { entities } from '../../src/modules.ts';

const BEFORE = migrations.slice(
  0,
  migrations.findIndex(({ name }) => name === 'charges-and-weights'),
);

/** A database as the release before left it. */
async function releaseBefore(): Promise<{ owner: string; runtime: string; platform: string; superuser: string }> {
  const { port, superuserUrl, passwords } = inject('databaseServer');
  const name = `old_${randomBytes(6).toString('hex')}`;
  await withClient(superuserUrl, (client) => client.query(`create database ${name} owner ${roleNames.owner}`));
  const url = (role: keyof typeof roleNames): string => `postgres://${roleNames[role]}:${passwords[role]}@127.0.0.1:${port}/${name}`;
  const orm = await openOrm({ url: url('owner'), entities, poolSize: 3, migrations: BEFORE });
  await migrate(orm, BEFORE, () => withClient(url('owner'), (client) => client.query('select 1')).then(() => undefined));
  await orm.close(true);
  return { owner: url('owner'), runtime: url('runtime'), platform: url('platform'), superuser: superuserUrl.replace(/\/postgres$/, `/${name}`) };
}

interface Brand {
  readonly tenant: string;
  readonly outlet: string;
  readonly orders: readonly string[];
}

/** A brand with an outlet in Jakarta whose day begins at 4, and two unpaid orders. */
async function brand(client: pg.Client): Promise<Brand> {
  const [tenant, outlet, ...orders] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await client.query(
    `insert into tenant (id, slug, name, currency, country, time_zone, created_at, updated_at) values ($1::uuid, $1::text, 'Old', 'IDR', 'ID', 'Asia/Jakarta', now(), now())`,
    [tenant],
  );
  await client.query(
    `insert into outlet (id, tenant_id, name, code, time_zone, service_modes, created_at, updated_at) values ($1, $2, 'Old', 'OLD', 'Asia/Jakarta', '{TAKEAWAY}', now(), now())`,
    [outlet, tenant],
  );
  for (const order of orders) {
    await client.query(`insert into payable (id, tenant_id, outlet_id, currency, total, version) values ($1, $2, $3, 'IDR', 100000, 1)`, [
      order,
      tenant,
      outlet,
    ]);
  }
  return { tenant, outlet, orders };
}

async function payment(
  client: pg.Client,
  { tenant, outlet }: Brand,
  order: string | undefined,
  certificate: string,
  at: string,
  status = 'PAID',
): Promise<string> {
  const id = randomUUID();
  await client.query(
    `insert into payment (id, tenant_id, order_id, outlet_id, method, provider, status, currency, amount, provider_reference, created_at, settled_at)
     values ($1, $2, $3, $4, 'WITHHOLDING', 'withholding', $5, 'IDR', 1000, $6, $7, $7)`,
    [id, tenant, order, outlet, status, certificate, at],
  );
  return id;
}

async function refund(
  client: pg.Client,
  { tenant, outlet }: Brand,
  order: string | undefined,
  paymentId: string,
  created: string,
  settled: string | null,
): Promise<string> {
  const id = randomUUID();
  await client.query(
    `insert into refund (id, tenant_id, payment_id, order_id, outlet_id, method, status, effect, amount, reason, created_at, settled_at)
     values ($1, $2, $3, $4, $5, 'WITHHOLDING', $6, 'RETURN', 10, 'Cold', $7, $8)`,
    [id, tenant, paymentId, order, outlet, settled ? 'SUCCEEDED' : 'PENDING', created, settled],
  );
  return id;
}

test('refunds are numbered by their order and dated by its outlet, brand by brand; a certificate that was taken twice counts for the first', async () => {
  const database = await releaseBefore();
  const made = await withClient(database.superuser, async (client) => {
    const [one, other] = [await brand(client), await brand(client)];
    const [first, second] = one.orders;
    const paid = [
      await payment(client, one, first, 'WH-1', '2026-11-01T10:00:00Z'),
      await payment(client, one, second, 'wh 1', '2026-11-02T10:00:00Z'),
      await payment(client, one, second, 'WH-2', '2026-11-02T11:00:00Z', 'REFUNDED'),
      await payment(client, other, other.orders[0], 'WH-1', '2026-11-03T10:00:00Z'),
    ] as const;
    const refunds = [
      // 20:59 UTC is 03:59 in Jakarta: still the day before.
      await refund(client, one, first, paid[0], '2026-11-10T20:59:00Z', '2026-11-10T20:59:00Z'),
      await refund(client, one, first, paid[0], '2026-11-11T05:00:00Z', null),
      await refund(client, one, second, paid[1], '2026-11-10T20:00:00Z', '2026-11-10T21:00:00Z'),
      await refund(client, other, other.orders[0], paid[3], '2026-11-12T05:00:00Z', '2026-11-12T05:00:00Z'),
    ];
    return { paid, refunds };
  });
  expect(await migrateAndGrant(database.owner, database, 'test')).toContain('charges-and-weights');
  await withClient(database.superuser, async (client) => {
    const refunds = await client.query('select id, sequence, business_date::text as date from refund');
    const numbered = new Map(refunds.rows.map(({ id, sequence, date }) => [id, [sequence, date]]));
    expect(made.refunds.map((id) => numbered.get(id))).toEqual([
      [1, '2026-11-10'],
      [2, '2026-11-11'],
      [1, '2026-11-11'],
      [1, '2026-11-12'],
    ]);
    const payments = await client.query('select id, certificate_key as key from payment');
    const keys = new Map(payments.rows.map(({ id, key }) => [id, key]));
    expect(made.paid.map((id) => keys.get(id))).toEqual(['WH1', null, null, 'WH1']);
    const guarded = await client.query("select relforcerowsecurity as forced from pg_class where relname in ('tenant', 'outlet', 'refund', 'payment')");
    expect(guarded.rows.every(({ forced }) => forced)).toBe(true);
  });
});
