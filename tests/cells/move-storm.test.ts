import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  feedDifferences,
  makeClient,
  makeRestaurant,
  orderOf,
  type Restaurant,
  startTestApp,
  startTestCells,
  type TestApp,
  type TestCells,
} from '../kit/index.ts';
import { eventually } from '../payments/payment-api.ts';
import { moveNow } from './moving.ts';
import { RoamingClient, RoamingFeed } from './roaming-client.ts';

const LASTING = { ACCESS_TOKEN_SECONDS: '86400', COST_PER_MINUTE_CLIENT: '0', COST_PER_MINUTE_TENANT: '0' };

let cells: TestCells;
/** A second node of cell a. */
let second: TestApp;
let brand: Restaurant;
let neighbours: readonly Restaurant[];

beforeAll(async () => {
  cells = await startTestCells({ environment: LASTING });
  second = await startTestApp({ database: cells.a.database, environment: { ...cells.environmentOf('a'), PORT: '0' } });
  brand = await makeRestaurant(cells.a);
  neighbours = [await makeRestaurant(cells.a), await makeRestaurant(cells.b)];
});
afterAll(async () => {
  await second?.stop();
  await cells?.stop();
});

const PACE_MS = 60;

/** An order of a till: its id and total, as the till was told. */
interface Sold {
  readonly id: string;
  readonly total: number;
}

/** Sells until told to stop: places an order, bumps its ticket, takes the cash. Each command has a key, with which it is repeated. */
async function till(restaurant: Restaurant, url: string, sold: Sold[], isOver: () => boolean): Promise<RoamingClient> {
  const cashier = new RoamingClient(makeClient(url, restaurant.cashier.headers));
  const kitchen = new RoamingClient(makeClient(url, restaurant.kitchen.headers));
  while (!isOver()) {
    const id = randomUUID();
    const { order } = await cashier.act('placeOrder', { ...orderOf(restaurant, { COFFEE: 1, SOUP: 1 }), id }, `place-${id}`);
    await kitchen.act('bumpTicket', { ticketId: order.tickets[0].id }, `bump-${id}`);
    await cashier.act('payCash', { orderId: id, tendered: order.dueAmount }, `pay-${id}`);
    sold.push({ id, total: Number(order.dueAmount) });
    // The move needs the processors too.
    await new Promise((done) => setTimeout(done, PACE_MS));
  }
  return cashier;
}

test('a brand moves there and back twice while it sells: nothing is lost or doubled, feeds resume, and neighbours are not disturbed', {
  timeout: 240_000,
}, async () => {
  const sold: Sold[] = [];
  const [soldInA, soldInB]: [Sold[], Sold[]] = [[], []];
  let over = false;
  const isOver = (): boolean => over;
  const feeds = [cells.a.url, second.url, cells.b.url].map((url) => new RoamingFeed(makeClient(url, brand.kitchen.headers), brand.outletId));
  const tills = [cells.a.url, second.url, cells.b.url].map((url) => till(brand, url, sold, isOver));
  const [inA, inB] = neighbours as [Restaurant, Restaurant];
  const others = [till(inA, cells.a.url, soldInA, isOver), till(inB, cells.b.url, soldInB, isOver)];
  // A till that fails must not sell for ever.
  for (const one of [...tills, ...others]) one.catch(() => (over = true));
  for (const [from, to] of [
    ['a', 'b'],
    ['b', 'a'],
    ['a', 'b'],
    ['b', 'a'],
  ] as const) {
    const before = sold.length;
    await eventually(
      async () => sold.length + (over ? 1000 : 0),
      (count) => count >= before + 5,
    );
    const { rows, entry } = await moveNow(cells, brand.slug, from, to);
    expect({ cell: entry.cell, copied: (rows ?? 0) > 100 }).toEqual({ cell: to, copied: true });
  }
  const before = sold.length;
  await eventually(
    async () => sold.length + (over ? 1000 : 0),
    (count) => count >= before + 5,
  );
  over = true;
  const cashiers = await Promise.all(tills);
  const undisturbed = await Promise.all(others);

  // Every order once, paid once, with the money that the till was told.
  const paid = await cells.a.sql<{ id: string; amount: string; payments: string; tickets: string }>(
    `select o.id, sum(p.amount)::text as amount, count(p.id)::text as payments,
       (select count(*) from kitchen_ticket t where t.tenant_id = o.tenant_id and t.order_id = o.id)::text as tickets
     from "order" o left join payment p on p.tenant_id = o.tenant_id and p.order_id = o.id where o.tenant_id = $1 group by o.tenant_id, o.id`,
    [brand.tenantId],
  );
  expect(paid.toSorted(byId)).toEqual(sold.map(({ id, total }) => ({ id, amount: String(total), payments: '1', tickets: '2' })).toSorted(byId));
  const bumped = await cells.a.sql<{ count: number }>("select count(*)::int as count from kitchen_ticket where tenant_id = $1 and status = 'PREPARING'", [
    brand.tenantId,
  ]);
  expect(bumped).toEqual([{ count: sold.length }]);

  // Every display saw every event once, in order, and was sent from cell to cell.
  const [{ head }] = (await cells.a.sql<{ head: number }>('select head from event_stream where tenant_id = $1 and stream_id = $2', [
    brand.tenantId,
    brand.outletId,
  ])) as [{ head: number }];
  for (const feed of feeds) {
    await eventually(
      async () => feed.last,
      (last) => last === head,
    );
    await feed.stop();
    expect(await feedDifferences(makeClient(cells.a.url, brand.cashier.headers), brand.outletId, feed.received, 0)).toEqual([]);
    expect(feed.addresses.length).toBeGreaterThanOrEqual(4);
  }
  expect(Math.max(...cashiers.map(({ refusals }) => refusals.elsewhere))).toBeGreaterThanOrEqual(4);

  // The neighbours sold all the time, and never heard of it.
  for (const { refusals } of undisturbed) expect(refusals).toEqual({ elsewhere: 0, wait: 0 });
  expect(Math.min(soldInA.length, soldInB.length)).toBeGreaterThan(10);

  // The old copy in cell b is not read: b says where the brand is.
  const atOldCell = await makeClient(cells.b.url, brand.cashier.headers).send('{ tenant { slug } }');
  expect(atOldCell).toMatchObject({ status: 421, errors: [{ extensions: { code: 'WRONG_CELL', url: cells.a.url } }] });
});

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
