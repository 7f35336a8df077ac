import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseFaults } from '../../src/kernel/request/fault-point.ts';
import type { FakeGateway } from '../fakes/fake-gateway.ts';
import { startStripe } from '../fakes/stripe.ts';
import {
  type Client,
  cloneDatabase,
  documentOf,
  makeClient,
  makeRestaurant,
  orderOf,
  placeOrder,
  type Restaurant,
  startTestApp,
  type TestApp,
  type TestDatabase,
} from '../kit/index.ts';
import { setAccount } from '../payments/gateways/world.ts';
import { type ServerProcess, startProcess } from '../process/server-process.ts';

const START = 'mutation ($input: StartPaymentInput!) { startPayment(input: $input) { payment { id status } userErrors { code message } } }';

let fake: FakeGateway;
let database: TestDatabase;
let app: TestApp;
let restaurant: Restaurant;
let environment: Record<string, string>;
beforeAll(async () => {
  fake = await startStripe();
  database = await cloneDatabase();
  environment = { ...fake.environment, PROVIDER_DEADLINE_MILLISECONDS: '5000', PAYMENT_POLL_MILLISECONDS: '60000' };
  app = await startTestApp({ database, environment });
  restaurant = await makeRestaurant(app);
  await setAccount(restaurant, fake);
  const { jwtPrivateKey, credentialsKeys } = app.config;
  Object.assign(environment, {
    NODE_ENV: 'test',
    DATABASE_URL: database.runtime,
    DATABASE_PLATFORM_URL: database.platform,
    JWT_PRIVATE_KEY: jwtPrivateKey ?? '',
    CREDENTIALS_KEYS: (credentialsKeys ?? []).map(({ id, key }) => `${id}:${key.toString('base64')}`).join(','),
  });
});
afterAll(async () => {
  await app.stop();
  await fake.server.stop();
});

/** A second node with these faults. */
async function faulty(faults: string): Promise<{ server: ServerProcess; cashier: Client }> {
  const server = await startProcess({ ...environment, FAULTS: faults });
  await server.ready();
  return { server, cashier: makeClient(server.url, restaurant.cashier.headers) };
}

async function count(text: string, ...values: unknown[]): Promise<number> {
  const [row] = await app.sql<{ n: number }>(`select count(*)::int as n from ${text}`, values);
  return row?.n ?? -1;
}

describe('kill -9 exactly there, and the same once more at the other node', { timeout: 90_000 }, () => {
  test.concurrent.each([
    { point: 'key-claimed', kept: 0 },
    { point: 'before-commit', kept: 0 },
    { point: 'after-commit', kept: 1 },
  ])('placeOrder:$point: one order', async ({ point, kept }) => {
    const { server, cashier } = await faulty(`placeOrder:${point}=kill`);
    const id = crypto.randomUUID();
    const input = orderOf(restaurant, { COFFEE: 1 }, { id });
    const key = { 'idempotency-key': `kill-${point}` };
    await expect(cashier.send(documentOf('placeOrder'), { input }, key)).rejects.toThrow();
    expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await count('"order" where id = $1', id)).toBe(kept);
    const again = await restaurant.cashier.send(documentOf('placeOrder'), { input }, key);
    expect(again).toMatchObject({ data: { placeOrder: { order: { id }, userErrors: [] } } });
    expect(again.extensions?.idempotentReplay ?? false).toBe(kept === 1);
    expect(await count('"order" where id = $1', id)).toBe(1);
    expect(await count('event where entity_id = $1', id)).toBe(1);
  });

  test.concurrent('after the provider’s answer, before it is written down: one charge', async () => {
    const { server, cashier } = await faulty('syncPayment:provider-answered=kill');
    const { id: orderId } = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
    const input = { orderId, provider: fake.provider, ...fake.charging };
    const key = { 'idempotency-key': `kill-${orderId}` };
    await expect(cashier.send(START, { input }, key)).rejects.toThrow();
    expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
    const [row] = await app.sql<{ id: string; status: string }>('select id, status from payment where order_id = $1', [orderId]);
    expect([row?.status, fake.charges(row?.id ?? '')]).toEqual(['PENDING', 1]);
    const { startPayment } = await restaurant.cashier.ok(START, { input }, key);
    expect(startPayment.payment).toEqual({ id: row?.id, status: 'PAID' });
    expect(fake.charges(row?.id ?? '')).toBe(1);
    expect(await count('payment where order_id = $1', orderId)).toBe(1);
  });

  test.concurrent('a promise fails without a handler: the server goes on; an error outside of every request: it ends in order', async () => {
    const { server, cashier } = await faulty('placeOrder:after-commit=reject@1,payCash:after-commit=crash@1');
    const { id: orderId } = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }));
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect(server.stdout).toContain('unhandled rejection');
    const input = { orderId, tendered: 20_000 };
    const key = { 'idempotency-key': `crash-${orderId}` };
    // The client gets an answer: the server finishes running requests before it exits.
    const { payCash } = await cashier.ok(documentOf('payCash'), { input }, key);
    expect(await server.exited).toEqual({ code: 1, signal: null });
    expect(server.stdout).toContain('uncaught exception: stopping');
    const again = await restaurant.cashier.ok(documentOf('payCash'), { input }, key);
    expect(again.payCash.payment.id).toBe(payCash.payment.id);
    expect(await count('payment where order_id = $1', orderId)).toBe(1);
  });
});

test('a serialization failure and a deadlock at the commit are tried again, another error leaves nothing', async () => {
  const node = await startTestApp({
    database,
    environment: {
      FAULTS: 'placeOrder:before-commit=throw:40001@1,payCash:before-commit=throw:40P01@1,placeOrder:before-commit=throw@3,payCash:after-commit=throw@2',
    },
  });
  try {
    const cashier = makeClient(node.url, restaurant.cashier.headers);
    const { id } = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }));
    expect(await count('event where entity_id = $1', id)).toBe(1);
    const paid = await cashier.ok(documentOf('payCash'), { input: { orderId: id, amount: 10_000, tendered: 10_000 } });
    expect(await count('payment where order_id = $1', id)).toBe(1);

    const failed = orderOf(restaurant, { COFFEE: 1 }, { id: crypto.randomUUID() });
    expect(await cashier.requestError(documentOf('placeOrder'), { input: failed })).toBe('INTERNAL');
    expect([await count('"order" where id = $1', failed.id), await count('event where entity_id = $1', failed.id)]).toEqual([0, 0]);

    // The transaction is committed, but the answer was an error: a retry with the same key returns the result.
    const input = { orderId: id, amount: 10_000, tendered: 10_000 };
    const key = { 'idempotency-key': 'once' };
    expect(await cashier.requestError(documentOf('payCash'), { input }, key)).toBe('INTERNAL');
    const again = await cashier.send(documentOf('payCash'), { input }, key);
    expect(again.extensions).toMatchObject({ idempotentReplay: true });
    expect(again.data.payCash.payment.id).not.toBe(paid.payCash.payment.id);
    expect(await count('payment where order_id = $1', id)).toBe(2);
  } finally {
    await node.stop();
  }
});

test('what is no fault is refused', () => {
  expect(parseFaults('placeOrder:before-commit=kill, *:after-commit=stall:200@3')).toEqual([
    { of: 'placeOrder', point: 'before-commit', act: 'kill', argument: '', nth: null },
    { of: '*', point: 'after-commit', act: 'stall', argument: '200', nth: 3 },
  ]);
  for (const text of [
    'placeOrder=kill',
    'placeOrder:somewhere=kill',
    'placeOrder:before-commit=burn',
    'a:before-commit=stall',
    'a:before-commit=throw:x',
    'a:before-commit=kill@0',
  ])
    expect(parseFaults(text)).toBeNull();
});
