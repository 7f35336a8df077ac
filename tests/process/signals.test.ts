import { request } from 'node:http';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, makeClient, PLACE_ORDER, signedIn } from '../kit/index.ts';
import { openReady, subscribeRaw } from '../live/raw-socket.ts';
import { dataFolder, fillFolder, type ServerProcess, startProcess } from './server-process.ts';

const folder = dataFolder();
const sleep = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
afterAll(() => folder.remove());

let server: ServerProcess;
let cashier: Client;
let order: { outletId: string; serviceMode: string; channel: string; lines: unknown[] };
beforeAll(async () => {
  await fillFolder(folder.path);
  server = await startProcess({ DATA_DIR: folder.path });
  await server.ready();
  cashier = await signedIn(server.url, 'kopi-senja', 'cashier', 'dapur-demo');
  const { outlets } = await cashier.ok('{ outlets { id code } }');
  const outletId = outlets[0].id;
  const { menu } = await cashier.ok('query ($id: ID!) { menu(outletId: $id) { sections { items { productId modifierGroups { minSelections } } } } }', {
    id: outletId,
  });
  const plain = menu.sections
    .flatMap(({ items }: { items: { productId: string; modifierGroups: { minSelections: number }[] }[] }) => items)
    .find(({ modifierGroups }: { modifierGroups: { minSelections: number }[] }) => modifierGroups.every(({ minSelections }) => minSelections === 0));
  order = { outletId, serviceMode: 'TAKEAWAY', channel: 'POS', lines: [{ productId: plain.productId, quantity: 1 }] };
});

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  test('lets running requests finish, closes sockets with 1001, stops PostgreSQL and ends with 0', async () => {
    if (server.exitedAlready) {
      server = await startProcess({ DATA_DIR: folder.path, PORT: new URL(server.url).port });
      await server.ready();
    }
    const { outletId } = order;
    const raw = await openReady(cashier);
    subscribeRaw(raw, 'subscription ($id: ID!) { outletFeed(outletId: $id) { __typename } }', { id: outletId });
    await raw.next(({ type }) => type === 'next');

    // An order that waits for a lock is a running request.
    const blocker = new pg.Client({ connectionString: folder.urlOf('owner') });
    await blocker.connect();
    await blocker.query('begin; lock table queue_counter in access exclusive mode');
    const placing = cashier.send(PLACE_ORDER, { input: order });
    await sleep(300);
    server.signal(signal);
    expect(await raw.closed).toMatchObject({ code: 1001 });
    await expect
      .poll(
        () =>
          fetch(`${server.url}/healthz`).then(
            ({ status }) => status,
            () => 'refused',
          ),
        { timeout: 2000 },
      )
      .not.toBe(200);
    server.signal(signal);
    await blocker.query('rollback');
    await blocker.end();
    const released = performance.now();
    const { data, errors } = await placing;
    expect(errors).toBeUndefined();
    expect(data.placeOrder.order.queueNumber).toBeGreaterThan(0);
    expect(await server.exited).toEqual({ code: 0, signal: null });
    expect(performance.now() - released).toBeLessThan(4000);
    expect(folder.running()).toEqual([]);
  });
});

test('a client that does not finish its request, and a socket that does not answer, do not hold it up', async () => {
  server = await startProcess({ DATA_DIR: folder.path, PORT: new URL(server.url).port });
  await server.ready();
  const slow = request(`${server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': '100' } });
  slow.on('error', () => undefined);
  slow.write('{"query":');
  const raw = await openReady(makeClient(server.url));
  raw.socket.pause();
  await sleep(200);
  const requestedAt = performance.now();
  server.signal('SIGTERM');
  expect(await server.exited).toEqual({ code: 0, signal: null });
  const milliseconds = Math.round(performance.now() - requestedAt);
  console.info(`end with a stuck client: ${milliseconds} ms`);
  expect(milliseconds).toBeLessThan(10_000);
  expect(folder.running()).toEqual([]);
  slow.destroy();
  raw.socket.terminate();
});

test('Ctrl-C in a terminal reaches the whole group, and ends it as well', async () => {
  server = await startProcess({ DATA_DIR: folder.path, PORT: new URL(server.url).port }, { detached: true });
  await server.ready();
  process.kill(-server.pid, 'SIGINT');
  expect(await server.exited).toEqual({ code: 0, signal: null });
  expect(folder.running()).toEqual([]);
});
