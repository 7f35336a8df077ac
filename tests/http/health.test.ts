import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, makeRestaurant, type Restaurant, startTestApp, type TestApp } from '../kit/index.ts';
import { startProxy, type TcpProxy } from '../kit/tcp-proxy.ts';
import { openRaw } from '../live/raw-socket.ts';
import { type Posted, post, read } from './post.ts';

/** The database is behind a proxy, so that it can be cut off without affecting other tests. */
let proxy: TcpProxy;
let app: TestApp;
let restaurant: Restaurant;
beforeAll(async () => {
  const database = await cloneDatabase({ direct: true });
  proxy = await startProxy(Number(new URL(database.runtime).port));
  const through = (url: string): string => url.replace(/:(\d+)\//, `:${proxy.port}/`);
  app = await startTestApp({ database: { ...database, runtime: through(database.runtime), platform: through(database.platform) } });
  restaurant = await makeRestaurant(app);
});
afterAll(async () => {
  await app.stop();
  await proxy.stop();
});

const at = (path: string): Promise<Posted> => read(`${app.url}${path}`);
const ask = (): Promise<Posted> => post(app.url, { query: '{ outlets { id } }' }, { ...restaurant.owner.headers });

test('a running server is alive and ready', async () => {
  expect(await at('/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
  expect(await at('/readyz')).toMatchObject({ status: 200, body: { status: 'ok' } });
});

test('without its migrations the server is alive, not ready', async () => {
  const [row] = await app.sql<{ name: string; id: number }>(
    'delete from mikro_orm_migrations where id = (select max(id) from mikro_orm_migrations) returning name, id',
  );
  expect(await at('/healthz')).toMatchObject({ status: 200 });
  const answer = await at('/readyz');
  expect(answer).toMatchObject({ status: 503, body: { status: 'migrations are pending' } });
  expect(answer.headers.get('retry-after')).toBe('1');
  await app.sql('insert into mikro_orm_migrations (id, name) values ($1, $2)', [row?.id, row?.name]);
  expect(await at('/readyz')).toMatchObject({ status: 200 });
});

test('on a database that takes no writes the server is alive, not ready, and says why', async () => {
  const name = (await app.sql<{ name: string }>('select current_database() as name'))[0]?.name ?? '';
  const reconnect = `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name like 'dapur%'`;
  await app.sql(`alter role dapur_runtime in database ${name} set default_transaction_read_only = on`);
  await app.sql(reconnect, [name]);
  await expect.poll(() => at('/readyz'), { timeout: 20_000 }).toMatchObject({ status: 503, body: { status: 'the database is read-only' } });
  expect(await at('/healthz')).toMatchObject({ status: 200 });
  await app.sql(`alter role dapur_runtime in database ${name} reset default_transaction_read_only`);
  await app.sql(reconnect, [name]);
  await expect.poll(() => at('/readyz'), { timeout: 20_000 }).toMatchObject({ status: 200 });
}, 60_000);

test('with its database gone the server is alive, says so, tells clients to come back, and is itself again once it is there', async () => {
  await ask();
  proxy.cut();
  expect(await at('/healthz')).toMatchObject({ status: 200 });
  expect(await at('/readyz')).toMatchObject({ status: 503, body: { status: 'the database does not answer' } });
  const answer = await ask();
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
  expect(answer.body.errors[0].extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', requestId: expect.any(String) });
  expect(answer.text).not.toMatch(/ECONN|postgres|connect/i);
  // A brand and a token that are not in memory: the caller cannot be identified.
  const unknown = await post(app.url, { query: '{ tenant { id } }' }, { 'x-tenant-id': 'never-seen' });
  expect(unknown).toMatchObject({ status: 503, body: { errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] } });
  expect(unknown.headers.get('retry-after')).toBe('1');
  // Clients give up on most close codes; on this one they reconnect.
  const raw = await openRaw(app.url);
  raw.send({ type: 'connection_init', payload: { 'X-Tenant-ID': 'never-seen' } });
  expect(await raw.closed).toMatchObject({ code: 1013 });

  proxy.mend();
  await expect.poll(async () => (await at('/readyz')).status, { timeout: 10_000 }).toBe(200);
  expect((await ask()).body).toEqual({ data: { outlets: [{ id: restaurant.outletId }] } });
});
