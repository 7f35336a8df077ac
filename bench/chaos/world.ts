import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedis, startRedis, type TestRedis } from '../../tests/kit/redis.ts';
import { startProxy, type TcpProxy } from '../../tests/kit/tcp-proxy.ts';
import type { Scope } from '../lib/scope.ts';
import { type Feed, followFeed } from '../replay/feeds.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { type ServerNode, startServerNode } from './server-node.ts';
import { type Storm, startStorm, type Till } from './storm.ts';

/** Two nodes with their PostgreSQL and Redis, all of them targets of faults. */
export interface World {
  readonly postgres: Postgres;
  /** Null: no redis-server on the PATH. */
  readonly redis: (TestRedis & { readonly proxy: TcpProxy }) | null;
  readonly nodes: readonly [ServerNode, ServerNode];
  readonly outletId: string;
  readonly effort: Effort;
  storm(clients?: number): Storm;
  /** A display of one node that always reconnects. */
  display(node: ServerNode): Feed;
}

/** How long and how hard each fault is tried. */
export interface Effort {
  /** Duration of one fault. */
  readonly milliseconds: number;
  readonly clients: number;
  /** Factor on all time limits, for a machine that is busy with other work. */
  readonly slack: number;
}

/** Rate limits are off: the subject is faults, not limits. */
const NODE = {
  DEMO: 'on',
  ACCESS_TOKEN_SECONDS: '86400',
  COST_PER_MINUTE_CLIENT: '0',
  COST_PER_MINUTE_TENANT: '0',
  LOG_LEVEL: 'warn',
} as const;

/** `longest`: after this many milliseconds every process that still runs is killed. */
export async function openWorld(scope: Scope, effort: Effort, longest: number): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'dapur-chaos-'));
  chmodSync(folder, 0o755);
  scope.defer(() => rmSync(folder, { recursive: true, force: true }));
  const postgres = await startPostgres(scope, folder);
  const redis = findRedis() === 'own' ? await startRedis() : null;
  if (redis) scope.defer(() => redis.kill());
  const redisProxy = redis && (await startProxy(Number(new URL(redis.url).port)));
  if (redisProxy) scope.defer(redisProxy.stop);
  const environment = { ...NODE, ...postgres.environment, DATA_DIR: folder, ...(redisProxy && { REDIS_URL: `redis://127.0.0.1:${redisProxy.port}` }) };
  // The first node runs the migrations and creates the demo brands.
  const first = await startServerNode(scope, environment, longest);
  const second = await startServerNode(scope, environment, longest);
  const nodes = [first, second] as const;
  const till = await openTill(nodes.map(({ url }) => url));
  return {
    postgres,
    redis: redis && redisProxy && { ...redis, proxy: redisProxy },
    nodes,
    outletId: till.outletId,
    effort,
    storm: (clients = effort.clients) => startStorm(till, clients),
    display: ({ url }) => followFeed('outletFeed', { headers: async () => ({ ...till.headers }) }, url, till.outletId),
  };
}

interface Item {
  readonly productId: string;
  readonly modifierGroups: readonly { readonly minSelections: number }[];
}

/** The cashier of a demo brand, and a product that can be ordered without modifiers. */
async function openTill(urls: readonly string[]): Promise<Till> {
  // biome-ignore lint/suspicious/noExplicitAny: data of any operation
  const ask = async (headers: Readonly<Record<string, string>>, query: string, variables: object = {}): Promise<any> => {
    const body = JSON.stringify({ query, variables });
    const response = await fetch(`${urls[0]}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
    const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown };
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  const { signIn } = await ask(
    { 'x-tenant-id': 'kopi-senja' },
    'mutation { signIn(input: { username: "cashier", password: "dapur-demo" }) { session { accessToken } } }',
  );
  const headers = { authorization: `Bearer ${signIn.session.accessToken}` };
  const outletId = (await ask(headers, '{ outlets { id } }')).outlets[0].id as string;
  const { menu } = await ask(headers, 'query ($id: ID!) { menu(outletId: $id) { sections { items { productId modifierGroups { minSelections } } } } }', {
    id: outletId,
  });
  const items = (menu.sections as { items: Item[] }[]).flatMap((section) => section.items);
  const plain = items.find(({ modifierGroups }) => modifierGroups.every(({ minSelections }) => minSelections === 0));
  if (!plain) throw new Error('The menu has no product that can be ordered without modifiers.');
  return { urls, headers, outletId, productId: plain.productId };
}
