/** Three nodes behind a load balancer, with Redis: each is told to stop and started again, then each is killed, while orders come. */
import { expect, test } from 'vitest';
import { freePort } from '../../src/dev/embedded/embedded-launcher.ts';
import { type BalancerName, hasBalancer, nodeEnvironment, startBalancer } from '../kit/balancers.ts';
import {
  type Client,
  cloneDatabase,
  feedDifferences,
  makeClient,
  makeRestaurant,
  nodeSecrets,
  orderOf,
  PLACE_ORDER,
  startTestApp,
  subscribe,
} from '../kit/index.ts';
import { findRedis, startRedis } from '../kit/redis.ts';
import { type ServerProcess, startProcess } from './server-process.ts';

const NODES = 3;
const TILLS = 4;
const FEEDS = 6;
/** How long orders come between two disturbances, in milliseconds. */
const CALM_MS = 800;
const PACE_MS = 60;
/** Which node is restarted or killed, one after the other: each at least once. */
const TURNS: readonly (readonly [number, 'SIGTERM' | 'SIGKILL'])[] = [
  [0, 'SIGTERM'],
  [1, 'SIGKILL'],
  [2, 'SIGTERM'],
  [0, 'SIGKILL'],
];
const OUTLET_FEED = `subscription ($outletId: ID!, $after: Int) { outletFeed(outletId: $outletId, after: $after) {
  __typename ... on OutletEvent { sequence entityId } ... on FeedHeartbeat { sequence } ... on FeedReset { sequence } } }`;

interface FeedMessage {
  readonly __typename: string;
  readonly sequence: number;
  readonly entityId?: string;
}

/** A till that places orders until it is told to stop, and sends an order again, with its id, until it has an answer. */
async function sell(cashier: Client, order: () => Record<string, unknown>, isOver: () => boolean): Promise<{ ids: string[]; repeated: number }> {
  const ids: string[] = [];
  let repeated = 0;
  while (!isOver()) {
    const id = crypto.randomUUID();
    while (!(await isPlaced(cashier, { ...order(), id }))) {
      repeated += 1;
      await new Promise((done) => setTimeout(done, 50));
    }
    ids.push(id);
    // Nodes that start need the processors too.
    await new Promise((done) => setTimeout(done, PACE_MS));
  }
  return { ids, repeated };
}

async function isPlaced(cashier: Client, input: Record<string, unknown>): Promise<boolean> {
  // A killed node cuts the connection; a balancer without a node answers with a page.
  const answer = await cashier.send(PLACE_ORDER, { input }).catch(() => null);
  if (answer?.data?.placeOrder?.order) return true;
  expect(answer?.data?.placeOrder?.userErrors ?? []).toEqual([]);
  if (answer?.errors) expect(answer.errors[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
  return false;
}

/** Follows the outlet like a display: whenever its socket is closed, it comes back with the last sequence that it has seen. */
async function follow(client: Client, outletId: string, isOver: () => boolean): Promise<{ received: FeedMessage[]; after: number; returned: number }> {
  const received: FeedMessage[] = [];
  let returned = -1;
  let after: number | null = null;
  while (!isOver()) {
    returned += 1;
    const feed = subscribe(client, OUTLET_FEED, { outletId, after: received.at(-1)?.sequence ?? after });
    await Promise.race([feed.ended, until(isOver)]);
    feed.stop();
    const messages = (feed.received as Partial<FeedMessage>[]).filter((message): message is FeedMessage => message.sequence !== undefined);
    after ??= messages[0]?.sequence ?? null;
    received.push(...messages);
    await new Promise((done) => setTimeout(done, 50));
  }
  return { received, after: after ?? 0, returned };
}

async function until(fits: () => boolean): Promise<void> {
  while (!fits()) await new Promise((done) => setTimeout(done, 20));
}

const redisIsHere = findRedis() === 'own';

for (const name of ['nginx', 'haproxy'] satisfies BalancerName[])
  test.skipIf(!redisIsHere || !hasBalancer(name))(
    `behind ${name}, nodes that are restarted and killed in turn lose and double no order and no event`,
    async () => {
      const database = await cloneDatabase();
      const app = await startTestApp({ database });
      const restaurant = await makeRestaurant(app);
      const redis = await startRedis();
      const environment = {
        ...nodeEnvironment(),
        NODE_ENV: 'test',
        DEMO: 'off',
        DATABASE_URL: database.runtime,
        DATABASE_PLATFORM_URL: database.platform,
        DATABASE_POOL: '8',
        ...nodeSecrets,
        COST_PER_MINUTE_CLIENT: '0',
        COST_PER_MINUTE_TENANT: '0',
        REDIS_URL: redis.url,
      };
      const ports = await Promise.all(Array.from({ length: NODES }, freePort));
      const start = (port: number): Promise<ServerProcess> => startProcess({ ...environment, PORT: String(port) }, { longest: 300_000 });
      const nodes = await Promise.all(ports.map(start));
      for (const node of nodes) await node.ready();
      const balancer = await startBalancer(name, ports);
      try {
        const at = (client: Client): Client => makeClient(balancer.url, client.headers);
        let noMoreOrders = false;
        let allHeard = false;
        const feeds = Array.from({ length: FEEDS }, () => follow(at(restaurant.cashier), restaurant.outletId, () => allHeard));
        const tills = Array.from({ length: TILLS }, () =>
          sell(
            at(restaurant.cashier),
            () => orderOf(restaurant, { COFFEE: 1 }),
            () => noMoreOrders,
          ),
        );
        const calm = (): Promise<unknown> => new Promise((done) => setTimeout(done, CALM_MS));
        for (const [index, signal] of TURNS) {
          await calm();
          const node = nodes[index] as ServerProcess;
          node.signal(signal);
          expect(await node.exited).toEqual(signal === 'SIGTERM' ? { code: 0, signal: null } : { code: null, signal });
          nodes[index] = await start(ports[index] as number);
          await nodes[index].ready();
        }
        noMoreOrders = true;
        const sold = await Promise.all(tills);
        const ids = sold.flatMap((till) => till.ids);
        await new Promise((done) => setTimeout(done, 2500));
        allHeard = true;
        const heard = await Promise.all(feeds);

        const rows = await app.sql<{ id: string; number: number }>('select id, queue_number::int as number from "order" order by queue_number');
        expect(rows.map(({ id }) => id).sort()).toEqual([...ids].sort());
        expect(rows.map(({ number }) => number)).toEqual(ids.map((_, index) => index + 1));
        for (const { received, after } of heard) {
          expect(received.filter(({ __typename }) => __typename === 'FeedReset')).toEqual([]);
          const events = received.filter(({ __typename }) => __typename === 'OutletEvent');
          expect(await feedDifferences(restaurant.cashier, restaurant.outletId, events, after)).toEqual([]);
        }
        // Each node was stopped or killed, and its displays moved to others.
        expect(heard.reduce((sum, { returned }) => sum + returned, 0)).toBeGreaterThanOrEqual(NODES);
        const repeated = sold.reduce((sum, till) => sum + till.repeated, 0);
        console.info(`${name}: ${ids.length} orders once, ${repeated} sent again; ${heard.map(({ returned }) => returned).join(', ')} returns of displays`);
      } finally {
        await balancer.stop();
        for (const node of nodes) if (!node.exitedAlready) await node.stop();
        await redis.kill();
        await app.stop();
      }
    },
    300_000,
  );
