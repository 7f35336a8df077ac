import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, PLACE_ORDER, signedIn, subscribe } from '../kit/index.ts';
import { dataFolder, fillFolder, type ServerProcess, startProcess } from './server-process.ts';

const folder = dataFolder();
let server: ServerProcess;
let cashier: Client;
let order: Record<string, unknown> & { outletId: string };
beforeAll(async () => {
  await fillFolder(folder.path);
  server = await startProcess({ DATA_DIR: folder.path });
  await server.ready();
  cashier = await signedIn(server.url, 'kopi-senja', 'cashier', 'dapur-demo');
  const outletId = (await cashier.ok('{ outlets { id } }')).outlets[0].id;
  const { menu } = await cashier.ok('query ($id: ID!) { menu(outletId: $id) { sections { items { productId modifierGroups { minSelections } } } } }', {
    id: outletId,
  });
  const plain = menu.sections
    .flatMap(({ items }: { items: { modifierGroups: { minSelections: number }[] }[] }) => items)
    .find(({ modifierGroups }: { modifierGroups: { minSelections: number }[] }) => modifierGroups.every(({ minSelections }) => minSelections === 0));
  order = { outletId, serviceMode: 'TAKEAWAY', channel: 'POS', lines: [{ productId: plain.productId, quantity: 1 }] };
});
afterAll(async () => {
  await server.stop();
  expect(folder.running()).toEqual([]);
  await folder.remove();
});

const EVENTS = `subscription ($outletId: ID!, $after: Int) { outletFeed(outletId: $outletId, after: $after) {
  __typename ... on OutletEvent { sequence } ... on FeedHeartbeat { sequence } ... on FeedReset { sequence } } }`;
const sequencesOf = (messages: readonly unknown[]): number[] =>
  (messages as { __typename: string; sequence: number }[]).filter(({ __typename }) => __typename === 'OutletEvent').map(({ sequence }) => sequence);
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

async function startAgain(): Promise<number> {
  server = await startProcess({ DATA_DIR: folder.path, PORT: new URL(server.url).port });
  return server.ready();
}

/** Kills PostgreSQL and all its processes. */
function killDatabase(): void {
  for (const pid of folder.running()) process.kill(pid, 'SIGKILL');
}

describe.each([
  { what: 'the server alone', database: false },
  { what: 'the server and PostgreSQL', database: true },
])('kill -9 of $what in the middle of a burst of orders', ({ what, database }) => {
  test('loses and doubles nothing: every order once, queue numbers without gaps, a display misses nothing', async () => {
    const ids = range(1, 60).map(() => crypto.randomUUID());
    const waiting = [...ids];
    const acknowledged = new Map<string, number>();
    const feed = subscribe(cashier, EVENTS, { outletId: order.outletId, after: 0 });
    await feed.next();
    const clients = range(1, 8).map(async () => {
      for (let id = waiting.shift(); id; id = waiting.shift()) {
        const { data } = await cashier.send(PLACE_ORDER, { input: { ...order, id } });
        acknowledged.set(id, data.placeOrder.order.queueNumber);
        if (acknowledged.size === 20) {
          server.signal('SIGKILL');
          if (database) killDatabase();
        }
      }
    });
    await Promise.allSettled(clients);
    expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(acknowledged.size).toBeGreaterThanOrEqual(20);
    expect(acknowledged.size).toBeLessThan(60);
    await feed.ended;
    const seen = sequencesOf(feed.received);

    if (!database) expect(folder.running().length).toBeGreaterThan(0);
    const postmaster = folder.running();
    console.info(`start after kill -9 of ${what}: ${Math.round(await startAgain())} ms`);
    // The new server takes over the running PostgreSQL.
    if (!database) expect(folder.running()).toEqual(expect.arrayContaining(postmaster));

    // All orders are sent again with the same ids: placed ones are returned, the others are placed.
    const numbers = new Map<string, number>();
    await Promise.all(
      ids.map(async (id) => {
        const { data, errors } = await cashier.send(PLACE_ORDER, { input: { ...order, id } });
        expect(errors).toBeUndefined();
        expect(data.placeOrder.userErrors).toEqual([]);
        expect(data.placeOrder.order.id).toBe(id);
        numbers.set(id, data.placeOrder.order.queueNumber);
      }),
    );
    for (const [id, number] of acknowledged) expect(numbers.get(id)).toBe(number);
    const all: { id: string; queueNumber: number }[] = [];
    for (let after: string | null = null; ; ) {
      const { orders }: { orders: { nodes: typeof all; pageInfo: { hasNextPage: boolean; endCursor: string } } } = await cashier.ok(
        'query ($id: ID!, $after: String) { orders(filter: { outletId: $id }, first: 100, after: $after) { nodes { id queueNumber } pageInfo { hasNextPage endCursor } } }',
        { id: order.outletId, after },
      );
      all.push(...orders.nodes);
      after = orders.pageInfo.endCursor;
      if (!orders.pageInfo.hasNextPage) break;
    }
    expect(ids.every((id) => all.filter((placed) => placed.id === id).length === 1)).toBe(true);
    expect(all.map(({ queueNumber }) => queueNumber).sort((a, b) => a - b)).toEqual(range(1, all.length));

    const resumed = subscribe(cashier, EVENTS, { outletId: order.outletId, after: seen.at(-1) ?? 0 });
    const { sequence: head } = await resumed.until(({ __typename }) => __typename === 'FeedHeartbeat');
    expect([...seen, ...sequencesOf(resumed.received)]).toEqual(range(1, head));
    resumed.stop();
  });
});

test('PostgreSQL alone killed: the server lives, is not ready meanwhile, and both serve again within seconds', async () => {
  const isReady = async (): Promise<boolean> => (await fetch(`${server.url}/readyz`)).ok;
  const before = folder.running();
  killDatabase();
  const killed = performance.now();
  await expect.poll(isReady, { timeout: 5000, interval: 10 }).toBe(false);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  await expect.poll(isReady, { timeout: 15_000, interval: 20 }).toBe(true);
  console.info(`kill -9 of PostgreSQL alone: ready again after ${Math.round(performance.now() - killed)} ms`);
  const { placeOrder } = await cashier.ok(PLACE_ORDER, { input: { ...order, id: crypto.randomUUID() } });
  expect(placeOrder.order.queueNumber).toBeGreaterThan(60);
  expect(server.exitedAlready).toBe(false);
  expect(server.stdout).toContain('the embedded PostgreSQL has ended by itself');
  expect(folder.running().some((pid) => before.includes(pid))).toBe(false);
});
