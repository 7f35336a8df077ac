import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FakeGateway } from '../fakes/fake-gateway.ts';
import { startXendit } from '../fakes/xendit.ts';
import {
  bearer,
  type Client,
  makeClient,
  makeRestaurant,
  mutationOf,
  orderOf,
  PASSWORD,
  placeOrder,
  type Restaurant,
  signedIn,
  startTestCells,
  subscribe,
  type TestCells,
} from '../kit/index.ts';
import { setAccount } from '../payments/gateways/world.ts';
import { pay } from '../payments/payment-api.ts';

let cells: TestCells;
let restaurant: Restaurant;
let xendit: FakeGateway;

beforeAll(async () => {
  xendit = await startXendit();
  cells = await startTestCells({ environment: xendit.environment });
  restaurant = await makeRestaurant(cells.a);
});
afterAll(async () => {
  await cells?.stop();
  await xendit?.server.stop();
});

const OUTLETS = '{ tenant { slug } }';
const HEAD = 'subscription ($outlet: ID!) { outletFeed(outletId: $outlet) { __typename } }';

/** Creates a brand; returns the code of its error, or null. */
async function codeOf(admin: Client, slug: string): Promise<string | null> {
  const input = { name: slug, slug, currency: 'IDR', country: 'ID', timeZone: 'Asia/Jakarta' };
  const { data, errors } = await admin.send(mutationOf('createTenant', 'id'), { input });
  return errors?.[0]?.extensions.code ?? data.createTenant.userErrors[0]?.code ?? null;
}

/** The answer of cell b. */
async function askB(
  headers: Readonly<Record<string, string>>,
  query = OUTLETS,
): Promise<{ status: number; extensions: Record<string, unknown>; retryAfter: string | null }> {
  const response = await fetch(`${cells.b.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  const { errors } = (await response.json()) as { errors?: { extensions: Record<string, unknown> }[] };
  return { status: response.status, extensions: errors?.[0]?.extensions ?? {}, retryAfter: response.headers.get('retry-after') };
}

test('a request at the wrong cell is answered 421 with the address of the right one, for guests by id or slug, staff and devices', async () => {
  const device = await restaurant.owner.ok('mutation ($input: CreateDeviceInput!) { createDevice(input: $input) { token userErrors { code } } }', {
    input: { outletId: restaurant.outletId, name: 'Till', kind: 'POS' },
  });
  const callers = [{ 'x-tenant-id': restaurant.slug }, { 'x-tenant-id': restaurant.tenantId }, restaurant.cashier.headers, bearer(device.createDevice.token)];
  for (const headers of callers) {
    const answer = await askB(headers);
    expect(answer).toEqual({ status: 421, extensions: { code: 'WRONG_CELL', cell: 'a', url: cells.a.url }, retryAfter: null });
  }
  expect((await makeClient(cells.a.url, restaurant.cashier.headers).ok(OUTLETS)).tenant.slug).toBe(restaurant.slug);
});

test('an unknown brand is answered as ever', async () => {
  expect(await askB({ 'x-tenant-id': 'no-such-brand' })).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  expect(await makeClient(cells.a.url, { 'x-tenant-id': 'no-such-brand' }).requestError(OUTLETS)).toBe('BAD_USER_INPUT');
});

test('a refresh token at the wrong cell is not thrown away: the client is sent to the right one', async () => {
  const tokens = await makeClient(cells.a.url, { 'x-tenant-id': restaurant.slug }).call('signIn', { username: 'cashier', password: PASSWORD }, 'refreshToken');
  const refresh = 'mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { session { accessToken } userErrors { code } } }';
  const answer = await makeClient(cells.b.url).send(refresh, { input: { refreshToken: tokens.refreshToken } });
  expect(answer).toMatchObject({ status: 421, errors: [{ extensions: { code: 'WRONG_CELL', url: cells.a.url } }] });
});

test('a socket at the wrong cell is closed with 4421, and the reason is the address', async () => {
  const feed = subscribe(makeClient(cells.b.url, restaurant.cashier.headers), HEAD, { outlet: restaurant.outletId });
  expect(await feed.ended).toMatchObject({ code: 4421, reason: cells.a.url });
});

test('a slug is unique over all cells, also when two cells claim it at once', async () => {
  const [adminA, adminB] = [await signedIn(cells.a.url, null, 'admin', PASSWORD), await signedIn(cells.b.url, null, 'admin', PASSWORD)];
  for (const slug of ['race-1', 'race-2', 'race-3']) {
    const made = await Promise.all([adminA, adminB, adminA, adminB].map((admin) => codeOf(admin, slug)));
    expect(made.toSorted()).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', null]);
    const rows = await Promise.all([cells.a, cells.b].map((cell) => cell.sql('select 1 from tenant where slug = $1', [slug])));
    expect(rows.flat()).toHaveLength(1);
  }
  expect(await codeOf(adminB, restaurant.slug)).toBe('CONFLICT');
});

test('a request of a brand that is at home asks the directory nothing', async () => {
  const client = new pg.Client({ connectionString: cells.directoryUrl });
  await client.connect();
  const count = async (): Promise<string> =>
    (await client.query('select sum(calls) from (select xact_commit as calls from pg_stat_database where datname = current_database()) x')).rows[0].sum;
  try {
    await client.query('select pg_stat_force_next_flush()');
    const before = Number(await count());
    for (let n = 0; n < 30; n += 1) await restaurant.cashier.ok(OUTLETS);
    await client.query('select pg_stat_force_next_flush()');
    expect(Number(await count()) - before).toBeLessThan(10);
  } finally {
    await client.end();
  }
});

test('a notification of a payment provider is passed on to the cell of its brand, as it came', async () => {
  await setAccount(restaurant, xendit);
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  const { payment } = await pay(restaurant.cashier, 'startPayment', { orderId: order.id, provider: xendit.provider, ...xendit.waiting });
  xendit.settle(payment.id);
  const { headers, body } = xendit.notification(payment.id);
  const post = (more: object): Promise<Response> =>
    fetch(`${cells.b.url}/webhooks/xendit/${restaurant.tenantId}`, { method: 'POST', headers: { ...headers, ...more } as Record<string, string>, body });
  expect((await post({})).status).toBe(200);
  const kept = await cells.a.sql<{ count: number }>('select count(*)::int as count from gateway_notification where payment_id = $1', [payment.id]);
  expect(kept).toEqual([{ count: 1 }]);
  // What another cell has passed on is not passed on again.
  expect((await post({ 'x-dapur-forwarded': '1' })).status).toBe(503);
});

test('while the directory is away, brands at home and brands that were asked for before are answered', async () => {
  const other = await startTestCells({ directoryUrl: cells.directoryUrl.replace(/:\d+\//, ':1/') });
  try {
    const elsewhere = await makeRestaurant(other.a);
    expect((await elsewhere.cashier.ok(OUTLETS)).tenant.slug).toBe(elsewhere.slug);
    const unknown = await makeClient(other.b.url, { 'x-tenant-id': 'never-asked' }).send(OUTLETS);
    expect(unknown).toMatchObject({ status: 503, errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
    const admin = await signedIn(other.a.url, null, 'admin', PASSWORD);
    expect(await codeOf(admin, 'not-now')).toBe('SERVICE_UNAVAILABLE');
  } finally {
    await other.stop();
  }
});
