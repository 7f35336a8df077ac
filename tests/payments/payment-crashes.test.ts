import { afterAll, beforeAll, expect, test } from 'vitest';
import { withClient } from '../../src/kernel/database/roles.ts';
import type { FakeGateway } from '../fakes/fake-gateway.ts';
import type { Trouble } from '../fakes/fake-server.ts';
import { startStripe } from '../fakes/stripe.ts';
import { type Client, PLACE_ORDER, signedIn } from '../kit/index.ts';
import { dataFolder, fillFolder, type ServerProcess, startProcess } from '../process/server-process.ts';
import { eventually, paymentsOf } from './payment-api.ts';

const START =
  'mutation ($input: StartPaymentInput!) { startPayment(input: $input) { payment { id status } order { id paymentStatus paidAmount totals { total } } userErrors { code message } } }';

const folder = dataFolder();
let fake: FakeGateway;
let server: ServerProcess;
let cashier: Client;
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
let template: any;

/** A short deadline at the provider, and so a short time until another node picks up an abandoned payment. */
const environment = (): Record<string, string> => ({ ...fake.environment, PROVIDER_DEADLINE_MILLISECONDS: '600' });

beforeAll(async () => {
  await fillFolder(folder.path);
  fake = await startStripe();
  server = await startProcess({ DATA_DIR: folder.path, ...environment() });
  await server.ready();
  const owner = await signedIn(server.url, 'kopi-senja', 'owner', 'dapur-demo');
  cashier = await signedIn(server.url, 'kopi-senja', 'cashier', 'dapur-demo');
  const credentials = Object.entries(fake.account.credentials).map(([name, value]) => ({ name, value }));
  await owner.ok('mutation ($input: SetGatewayAccountInput!) { setGatewayAccount(input: $input) { account { id } userErrors { code message } } }', {
    input: { provider: fake.provider, methods: fake.account.methods, credentials },
  });
  const outletId = (await cashier.ok('{ outlets { id } }')).outlets[0].id;
  const { menu } = await cashier.ok('query ($id: ID!) { menu(outletId: $id) { sections { items { productId modifierGroups { minSelections } } } } }', {
    id: outletId,
  });
  type Item = { productId: string; modifierGroups: { minSelections: number }[] };
  const plain = menu.sections
    .flatMap(({ items }: { items: Item[] }) => items)
    .find(({ modifierGroups }: Item) => modifierGroups.every(({ minSelections }) => minSelections === 0));
  template = { outletId, serviceMode: 'TAKEAWAY', channel: 'POS', lines: [{ productId: plain.productId, quantity: 1 }] };
});
afterAll(async () => {
  await server.stop();
  await fake.server.stop();
  await folder.remove();
});

async function startAgain(): Promise<void> {
  expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
  fake.server.calm();
  server = await startProcess({ DATA_DIR: folder.path, PORT: new URL(server.url).port, ...environment() });
  await server.ready();
}

/** The id of the order's only payment. */
async function paymentId(orderId: string): Promise<string> {
  const rows = await withClient(
    folder.urlOf('platform'),
    async (client) => (await client.query<{ id: string }>('select id from payment where order_id = $1', [orderId])).rows,
  );
  expect(rows).toHaveLength(1);
  return rows[0]?.id ?? '';
}

/** Places an order and starts a card payment; the server is killed before it answers. */
async function killedWhile(trouble: Trouble | null, reached: (orderId: string) => Promise<boolean>): Promise<{ orderId: string; key: string }> {
  const { placeOrder } = await cashier.ok(PLACE_ORDER, { input: template });
  const { id: orderId } = placeOrder.order;
  const key = `pay-${orderId}`;
  if (trouble) fake.server.trouble(trouble, { method: 'POST' });
  const answer = cashier.send(START, { input: { orderId, provider: fake.provider, ...fake.charging } }, { 'idempotency-key': key }).catch(() => null);
  while (!(await reached(orderId))) await new Promise((done) => setTimeout(done, 2));
  server.signal('SIGKILL');
  await answer;
  await startAgain();
  return { orderId, key };
}

const heard = (): (() => Promise<boolean>) => {
  const before = fake.server.requests.length;
  return async () => fake.server.requests.length > before;
};
const committed = async (orderId: string): Promise<boolean> => {
  const rows = await withClient(
    folder.urlOf('platform'),
    async (client) => (await client.query("select 1 from payment where order_id = $1 and status = 'PAID'", [orderId])).rows,
  );
  return rows.length > 0;
};

async function isPaidOnce(orderId: string): Promise<void> {
  const [payment, ...others] = await eventually(
    () => paymentsOf(cashier, orderId),
    ([first]) => first?.status === 'PAID',
  );
  expect(others).toEqual([]);
  const { order } = await cashier.ok('query ($id: ID!) { order(id: $id) { paymentStatus dueAmount } }', { id: orderId });
  expect(order).toEqual({ paymentStatus: 'PAID', dueAmount: 0 });
  expect([fake.charges(payment.id), fake.captured(payment.id)]).toEqual([1, payment.amount]);
}

test('kill -9 before the provider has done it: asked once more with the same key, the payment is made, once', async () => {
  const { orderId, key } = await killedWhile('STALL', heard());
  expect(fake.charges(await paymentId(orderId))).toBe(0);
  const again = await cashier.ok(START, { input: { orderId, provider: fake.provider, ...fake.charging } }, { 'idempotency-key': key });
  expect(again.startPayment.payment.status).toBe('PAID');
  await isPaidOnce(orderId);
});

test('kill -9 after the provider has charged, before that is written down: the same', async () => {
  const { orderId, key } = await killedWhile('SLOW', heard());
  await eventually(
    async () => fake.charges(await paymentId(orderId)),
    (charges) => charges === 1,
  );
  const again = await cashier.ok(START, { input: { orderId, provider: fake.provider, ...fake.charging } }, { 'idempotency-key': key });
  expect(again.startPayment.payment.status).toBe('PAID');
  await isPaidOnce(orderId);
});

test('kill -9 after it is written down, before the answer: asked once more, it is answered with what was done', async () => {
  const { orderId, key } = await killedWhile(null, committed);
  const again = await cashier.ok(START, { input: { orderId, provider: fake.provider, ...fake.charging } }, { 'idempotency-key': key });
  expect(again.startPayment).toMatchObject({ payment: { status: 'PAID' }, order: { paymentStatus: 'PAID' } });
  await isPaidOnce(orderId);
});

test.each(['STALL', 'SLOW'] as const)('no client asks again (%s): the server finds it by itself', { timeout: 60_000 }, async (trouble) => {
  const { orderId } = await killedWhile(trouble, heard());
  const deadline = Date.now() + 40_000;
  while (!(await committed(orderId)) && Date.now() < deadline) await new Promise((done) => setTimeout(done, 200));
  await isPaidOnce(orderId);
});
