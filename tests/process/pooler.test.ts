import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { withClient } from '../../src/kernel/database/roles.ts';
import {
  act,
  cloneDatabase,
  makeClient,
  makeRestaurant,
  nodeSecrets,
  orderOf,
  placeOrder,
  type Restaurant,
  startTestApp,
  subscribe,
  type TestApp,
  type TestDatabase,
} from '../kit/index.ts';
import { canKeepStatements, hasPgBouncer, startPgBouncer, type TestPooler, through } from '../kit/pgbouncer.ts';
import { runProgram, type ServerProcess, startProcess } from './server-process.ts';

const KITCHEN = 'subscription ($outletId: ID!) { kitchenFeed(outletId: $outletId) { __typename ... on KitchenTicketChange { ticket { orderId } } } }';
const REMEDY = 'ignore_startup_parameters = statement_timeout,lock_timeout,idle_in_transaction_session_timeout';

const poolers: TestPooler[] = [];
async function pooler(settings: Readonly<Record<string, string | number | undefined>> = {}): Promise<TestPooler> {
  const { port, passwords } = inject('databaseServer');
  const started = await startPgBouncer({ target: port, passwords, settings });
  poolers.push(started);
  return started;
}
afterAll(async () => {
  for (const started of poolers) await started.stop();
});

const environmentOf = ({ runtime, platform }: TestDatabase, by: TestPooler): Record<string, string> => ({
  NODE_ENV: 'production',
  ...nodeSecrets,
  DATABASE_URL: through(by, runtime),
  DATABASE_PLATFORM_URL: through(by, platform),
});

describe.skipIf(!hasPgBouncer('tests of a server behind PgBouncer'))('behind PgBouncer in transaction mode', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await cloneDatabase({ direct: true });
  });

  const refusal = async (settings: Readonly<Record<string, string | undefined>>, more: Readonly<Record<string, string>> = {}): Promise<string> => {
    const { code, stderr } = await runProgram('dist/main.js', [], { PORT: '0', ...environmentOf(database, await pooler(settings)), ...more });
    expect(code).toBe(1);
    return stderr;
  };

  test('a pooler that refuses the deadlines ends the start with one line that names its parameter', async () => {
    const line = await refusal({ ignore_startup_parameters: undefined });
    expect(line).toMatch(/^dapur cannot start: DATABASE_URL: postgres:\/\/dapur_runtime@.*: unsupported startup parameter: \w+\. /);
    expect(line.trimEnd()).toContain(`. Let the pooler drop them: ${REMEDY}`);
    expect(line.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a pooler that shares connections in the middle of transactions ends the start with one line that names its parameter', async () => {
    const line = await refusal({ pool_mode: 'statement' });
    expect(line).toMatch(/^dapur cannot start: DATABASE_URL: the pooler begins no transaction \(.*\); it needs pool_mode = transaction\.\n$/);
  });

  test('migrations go past it: an owner’s URL that goes through it ends the start with one line', async () => {
    const by = await pooler();
    const { code, stderr } = await runProgram('dist/main.js', [], {
      PORT: '0',
      ...environmentOf(database, by),
      DATABASE_MIGRATION_URL: through(by, database.owner),
    });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'dapur cannot start: DATABASE_MIGRATION_URL: goes through a pooler; this work needs the address of PostgreSQL itself.\n',
    });
  });

  test('a connection that another program has left with a tenant in it ends the start with one line', async () => {
    const by = await pooler();
    await withClient(through(by, database.runtime), (client) => client.query("select set_config('app.tenant_id', $1, false)", [crypto.randomUUID()]));
    const { code, stderr } = await runProgram('dist/main.js', [], { PORT: '0', ...environmentOf(database, by) });
    expect(stderr).toMatch(/^dapur cannot start: DATABASE_URL: a new connection has a tenant already: .*\n$/);
    expect(code).toBe(1);
  });

  describe('that is set as docs/operate.md says', () => {
    let by: TestPooler;
    let node: ServerProcess;
    let app: TestApp;
    let restaurant: Restaurant;
    const seen: { before: string[] } = { before: [] };
    beforeAll(async () => {
      by = await pooler({ max_prepared_statements: canKeepStatements() ? 0 : undefined });
      app = await startTestApp({ database });
      restaurant = await makeRestaurant(app);
      seen.before = await deadlinesOf(database.runtime);
      node = await startProcess({
        ...environmentOf(database, by),
        NODE_ENV: 'test',
        DEMO: 'off',
      });
      await node.ready();
    });
    afterAll(async () => {
      expect(await node.stop()).toEqual({ code: 0, signal: null });
      await app.stop();
    });

    test('the deadlines are set for both roles, in this database, and are in force on the connections of the pooler', async () => {
      expect(seen.before).toEqual(['0', '0', '0']);
      for (const url of [database.runtime, database.platform]) {
        expect(await deadlinesOf(url)).toEqual(['10s', '5s', '8s']);
        expect(await deadlinesOf(through(by, url))).toEqual(['10s', '5s', '8s']);
      }
      expect(await deadlinesOf(database.owner)).toEqual(['0', '0', '0']);
      expect(node.stdout).not.toContain('deadlines are not in force');
    });

    test('orders are placed, cooked and heard of, each statement many times and on many connections', async () => {
      const cashier = makeClient(node.url, restaurant.cashier.headers);
      const display = subscribe(makeClient(node.url, restaurant.kitchen.headers), KITCHEN, { outletId: restaurant.outletId });
      await display.next();
      const rounds = 4;
      for (let round = 0; round < rounds; round += 1) {
        const orders = await Promise.all(Array.from({ length: 12 }, () => placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }))));
        const unheard = new Set(orders.map(({ id }) => id));
        await display.until(({ ticket }) => unheard.delete(ticket?.orderId) && unheard.size === 0);
        await Promise.all(orders.map(({ id }) => act(cashier, 'cancelOrder', { orderId: id, reason: 'gone' })));
      }
      const { orders } = await cashier.ok('{ orders(first: 100) { totalCount nodes { status tickets { status } } } }');
      expect(orders.totalCount).toBe(12 * rounds);
      display.stop();
    });

    test('statements are not named where the pooler keeps no names, and the log says so once for each role', async () => {
      const warnings = node.stdout.split('\n').filter((line) => line.includes('prepared-statements is off'));
      const named = await withClient(through(by, database.runtime), async (client) => (await client.query('select name from pg_prepared_statements')).rows);
      expect(named).toEqual([]);
      expect(warnings.map((line) => JSON.parse(line).role)).toEqual(['runtime', 'platform']);
    });

    test.skipIf(!canKeepStatements())('a pooler that keeps statements gets named ones, and each client finds its own', async () => {
      const keeping = await pooler({ max_prepared_statements: 500 });
      const other = await startProcess({ ...environmentOf(database, keeping), NODE_ENV: 'test', DEMO: 'off' });
      try {
        await other.ready();
        expect(other.stdout).not.toContain('prepared-statements is off');
        const cashier = makeClient(other.url, restaurant.cashier.headers);
        for (let round = 0; round < 10; round += 1) await Promise.all(Array.from({ length: 6 }, () => placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }))));
        const kept = await withClient(
          through(keeping, database.runtime),
          async (client) => (await client.query('select name from pg_prepared_statements')).rows,
        );
        expect(kept.length).toBeGreaterThan(0);
      } finally {
        expect(await other.stop()).toEqual({ code: 0, signal: null });
      }
    });

    test('no connection is left with a tenant in it', async () => {
      const clients = await Promise.all(
        Array.from({ length: 12 }, async () => {
          const client = new pg.Client({ connectionString: through(by, database.runtime) });
          await client.connect();
          return client;
        }),
      );
      const tenants = await Promise.all(
        clients.map(async (client) => (await client.query("select coalesce(current_setting('app.tenant_id', true), '') as tenant")).rows[0].tenant),
      );
      expect(new Set(tenants)).toEqual(new Set(['']));
      for (const client of clients) await expect(client.query('select count(*) from tenant')).rejects.toThrow();
      for (const client of clients) await client.end();
    });

    test('while the database is away, the log says once for each kind of work that it fails, and once that it works again', async () => {
      const count = (text: string): number => node.stdout.split('\n').filter((line) => line.includes(text)).length;
      await by.stop();
      await new Promise((done) => setTimeout(done, 4000));
      expect(count('payments to look at cannot be read')).toBe(1);
      by = await pooler({ listen_port: by.port, max_prepared_statements: canKeepStatements() ? 0 : undefined });
      const deadline = Date.now() + 20_000;
      while (count('payments to look at are read again') === 0 && Date.now() < deadline) await new Promise((done) => setTimeout(done, 100));
      expect([count('payments to look at cannot be read'), count('payments to look at are read again')]).toEqual([1, 1]);
    });
  });
});

async function deadlinesOf(url: string): Promise<string[]> {
  const names = ['idle_in_transaction_session_timeout', 'lock_timeout', 'statement_timeout'];
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ value: string }>('select current_setting(name) as value from unnest($1::text[]) name', [names]);
    return rows.map(({ value }) => value);
  });
}
