import { beforeAll, expect, test } from 'vitest';
import { CoalescedReads } from '../../src/kernel/concurrency/coalesced-reads.ts';
import { withClient } from '../../src/kernel/database/roles.ts';
import { type Feed, makeRestaurant, orderOf, placeOrder, type Restaurant, subscribe, useTestApp } from '../kit/index.ts';
import { recordStatements } from '../kit/statements.ts';

const SOCKETS = 100;
const TICKET = 'ticket { id status items { name } }';
const FEED = `subscription ($outletId: ID!, $after: Int) { kitchenFeed(outletId: $outletId, after: $after) {
  __typename ... on KitchenSnapshot { sequence tickets { id } } ... on KitchenTicketChange { sequence ${TICKET} } ... on FeedHeartbeat { sequence } } }`;

const app = useTestApp({ environment: { HEARTBEAT_MILLISECONDS: '300' } });
let restaurants: readonly Restaurant[];
beforeAll(async () => {
  restaurants = await Promise.all([makeRestaurant(app), makeRestaurant(app)]);
  for (const restaurant of restaurants) await place(restaurant);
});

const place = (restaurant: Restaurant) => placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1, SOUP: 1 }));
const follow = ({ kitchen, outletId }: Restaurant, after?: number): Feed => subscribe(kitchen, FEED, { outletId, after });
const at = (socket: number): Restaurant => restaurants[socket % restaurants.length] as Restaurant;

/** Sequences of an outlet's ticket events after `after`. */
async function stored(outletId: string, after: number): Promise<number[]> {
  const rows = await app.sql<{ sequence: number }>(
    "select sequence from event where stream_id = $1 and sequence > $2 and type in ('TICKET_FIRED', 'TICKET_CHANGED') order by sequence",
    [outletId, after],
  );
  return rows.map(({ sequence }) => sequence);
}

test.each([
  ['a snapshot', undefined, /from "kitchen_ticket" /],
  ['what they have missed', 0, /^select sequence, type/],
])('a hundred displays that come back at once share %s', async (_, after, read) => {
  const feeds: Feed[] = [];
  const { statements } = await recordStatements(app, async () => {
    // The reads of outlets wait until all displays have come, also on a machine where they come one after the other.
    await withClient(app.database.superuser, async (client) => {
      await client.query('begin; lock table outlet in access exclusive mode');
      for (let socket = 0; socket < SOCKETS; socket += 1) feeds.push(follow(at(socket), after));
      await new Promise((done) => setTimeout(done, 1500));
      await client.query('rollback');
    });
    await Promise.all(feeds.map((feed) => feed.next()));
  });
  for (const feed of feeds) feed.stop();
  expect(statements.filter((statement) => read.test(statement)).length).toBeLessThanOrEqual(2 * restaurants.length);
  // Outlet and stations are read once for all simultaneous requests.
  for (const table of [/from "outlet"/, /from "kitchen_station"/])
    expect(statements.filter((statement) => table.test(statement)).length).toBeLessThan(SOCKETS / 2);
});

test('what is shared loses and doubles nothing while the kitchen is at work', async () => {
  const restaurant = at(0);
  const feeds: { after: number; feed: Feed }[] = [];
  const join = async (): Promise<void> => {
    for (let round = 0; round < 5; round += 1) {
      for (let after = 0; after < 6; after += 1) feeds.push({ after, feed: follow(restaurant, after) });
      await new Promise((done) => setTimeout(done, 15));
    }
  };
  await Promise.all([join(), ...Array.from({ length: 8 }, () => place(restaurant))]);
  const all = await stored(restaurant.outletId, 0);
  const head = all.at(-1) ?? 0;
  for (const { after, feed } of feeds) {
    await feed.until((message) => message.sequence >= head);
    const changes = (feed.received as { __typename: string; sequence: number }[]).filter(({ __typename }) => __typename === 'KitchenTicketChange');
    expect(changes.map(({ sequence }) => sequence)).toEqual(all.filter((sequence) => sequence > after));
    feed.stop();
  }
});

test('a read is shared by those only who asked before it began', async () => {
  const reads = new CoalescedReads<number>();
  let begun = 0;
  const opened: (() => void)[] = [];
  const load = async (): Promise<number> => {
    const number = (begun += 1);
    await new Promise<void>((done) => opened.push(done));
    if (number === 2) throw new Error('The second fails.');
    return number;
  };
  const first = reads.read('x', load);
  const second = Array.from({ length: 3 }, () => reads.read('x', load));
  const other = reads.read('y', load);
  expect(begun).toBe(2);
  for (const open of opened.splice(0)) open();
  expect(await first).toBe(1);
  await expect(other).rejects.toThrow('The second fails.');
  await new Promise((done) => setImmediate(done));
  const third = reads.read('x', load);
  expect(begun).toBe(3);
  opened.shift()?.();
  expect(await Promise.all(second)).toEqual([3, 3, 3]);
  await new Promise((done) => setImmediate(done));
  opened.shift()?.();
  expect(await third).toBe(4);
});
