import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  act,
  addDevice,
  addOutlet,
  addStation,
  type Client,
  cloneDatabase,
  makeClient,
  makeRestaurant,
  orderOf,
  PASSWORD,
  placeOrder,
  type Restaurant,
  readOrder,
  signedIn,
  startTestApp,
  type TestApp,
} from '../kit/index.ts';
import { itemOf, menuOf, setAvailability } from '../menu/menu-api.ts';

const MINUTE = 60_000;

let slow: TestApp;
let fast: TestApp;
let restaurant: Restaurant;
/** A till of each outlet. Tokens of devices do not expire while the clock moves. */
const tills: Record<string, { client: Client; outletId: string }> = {};
beforeAll(async () => {
  const database = await cloneDatabase();
  slow = await startTestApp({ database });
  fast = await startTestApp({ database });
  restaurant = await makeRestaurant(slow);
  const outlets = [
    { code: 'JKT', timeZone: 'Asia/Jakarta', dayStartsAt: 4 },
    { code: 'ADD', timeZone: 'Africa/Addis_Ababa', dayStartsAt: 4 },
    { code: 'NYC', timeZone: 'America/New_York', dayStartsAt: 4 },
    { code: 'DST', timeZone: 'America/New_York', dayStartsAt: 2 },
    { code: 'FALL', timeZone: 'America/New_York', dayStartsAt: 1 },
    // Its business date changes in twelve hours: at any real time both clocks have the same one.
    { code: 'NOW', timeZone: 'UTC', dayStartsAt: (new Date().getUTCHours() + 12) % 24 },
  ];
  for (const outlet of outlets) {
    const outletId = await addOutlet(restaurant.platform, outlet);
    await addStation(restaurant.platform, outletId, 'PASS', true);
    tills[outlet.code] = { client: (await addDevice(restaurant.owner, { outletId, kind: 'POS' })).client, outletId };
  }
});
afterAll(async () => {
  await fast.stop();
  await slow.stop();
});

const at = (app: TestApp, client: Client): Client => makeClient(app.url, client.headers);
const moveTo = (app: TestApp, instant: string): void => app.clock.advance(new Date(instant).getTime() - app.clock.now().getTime());

/** Business date and queue number of an order placed at the outlet at this instant. */
async function placedAt(code: string, instant: string, app = slow): Promise<string> {
  moveTo(app, instant);
  const till = tills[code] as { client: Client; outletId: string };
  const client = at(app, till.client);
  const { id } = await placeOrder(client, orderOf(restaurant, { COFFEE: 1 }, { outletId: till.outletId }));
  const { businessDate, queueNumber } = await readOrder(client, id, 'businessDate queueNumber');
  return `${businessDate} ${queueNumber}`;
}

test('two nodes whose clocks are ten minutes apart: one sequence of numbers, one effect per key, and a client that is refused signs in again', async () => {
  slow.clock.advance(-5 * MINUTE);
  fast.clock.advance(5 * MINUTE);
  const { client, outletId } = tills.NOW as { client: Client; outletId: string };
  const nodes = [slow, fast];
  const placed = await Promise.all(
    Array.from({ length: 12 }, (_, index) => placeOrder(at(nodes[index % 2] as TestApp, client), orderOf(restaurant, { COFFEE: 1 }, { outletId }))),
  );
  expect(placed.map(({ queueNumber }) => queueNumber).sort((a, b) => a - b)).toEqual(placed.map((_, index) => index + 1));

  const [first] = placed;
  const key = { 'idempotency-key': 'two-clocks' };
  const paid = await act(at(fast, client), 'payCash', { orderId: first.id, tendered: 20_000 }, key);
  expect((await act(at(slow, client), 'payCash', { orderId: first.id, tendered: 20_000 }, key)).id).toBe(paid.id);

  const ahead = await signedIn(fast.url, restaurant.slug, 'cashier', PASSWORD);
  expect((await ahead.ok('{ me { username } }')).me.username).toBe('cashier');
  const behind = await signedIn(slow.url, restaurant.slug, 'cashier', PASSWORD);
  expect((await behind.ok('{ me { username } }')).me.username).toBe('cashier');
  slow.clock.advance(5 * MINUTE);
  fast.clock.advance(-5 * MINUTE);
});

test('a clock that jumps back: what was off until later is off again, and numbers go on', async () => {
  const { guest, kitchen, outletId, products } = restaurant;
  const until = new Date(slow.clock.now().getTime() + MINUTE).toISOString();
  await setAvailability(kitchen, { outletId, productId: products.SOUP, available: false, until });
  const isAvailable = async (): Promise<boolean | undefined> => itemOf(await menuOf(guest, outletId), 'SOUP')?.available;
  expect(await isAvailable()).toBe(false);
  slow.clock.advance(2 * MINUTE);
  expect(await isAvailable()).toBe(true);
  slow.clock.advance(-2 * MINUTE);
  expect(await isAvailable()).toBe(false);
  slow.clock.advance(2 * MINUTE);
  expect(await isAvailable()).toBe(true);

  expect(await placedAt('ADD', '2031-05-01T01:00:01Z')).toBe('2031-05-01 1');
  expect(await placedAt('ADD', '2031-05-01T00:59:51Z')).toBe('2031-04-30 1');
  expect(await placedAt('ADD', '2031-05-01T01:00:02Z')).toBe('2031-05-01 2');
  expect(await placedAt('ADD', '2031-05-01T00:59:59Z')).toBe('2031-04-30 2');
});

test('04:00 in three time zones, on a leap day and after it', async () => {
  expect(await placedAt('JKT', '2032-02-28T20:59:59Z')).toBe('2032-02-28 1');
  expect(await placedAt('JKT', '2032-02-28T21:00:00Z')).toBe('2032-02-29 1');
  expect(await placedAt('JKT', '2032-02-29T20:59:59Z')).toBe('2032-02-29 2');
  expect(await placedAt('JKT', '2032-02-29T21:00:00Z')).toBe('2032-03-01 1');
  expect(await placedAt('ADD', '2032-02-29T00:59:59Z')).toBe('2032-02-28 1');
  expect(await placedAt('ADD', '2032-02-29T01:00:00Z')).toBe('2032-02-29 1');
  expect(await placedAt('NYC', '2032-02-29T08:59:59Z')).toBe('2032-02-28 1');
  expect(await placedAt('NYC', '2032-02-29T09:00:00Z')).toBe('2032-02-29 1');
});

test('in nights when the clocks are changed: an hour that is not there, and one that comes twice', async () => {
  // On 9 March 2031, 02:00 does not exist in New York: 01:59:59 is followed by 03:00, at 07:00 UTC.
  expect(await placedAt('DST', '2031-03-09T06:59:59Z')).toBe('2031-03-08 1');
  expect(await placedAt('DST', '2031-03-09T07:00:00Z')).toBe('2031-03-09 1');
  // On 2 November 2031, 01:00 to 02:00 occurs twice, from 05:00 and from 06:00 UTC.
  expect(await placedAt('DST', '2031-11-02T06:59:59Z')).toBe('2031-11-01 1');
  expect(await placedAt('DST', '2031-11-02T07:00:00Z')).toBe('2031-11-02 1');
  expect(await placedAt('FALL', '2031-11-02T04:59:59Z')).toBe('2031-11-01 1');
  expect(await placedAt('FALL', '2031-11-02T05:00:00Z')).toBe('2031-11-02 1');
  expect(await placedAt('FALL', '2031-11-02T06:00:00Z')).toBe('2031-11-02 2');
});
