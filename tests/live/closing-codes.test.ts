import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { GraphQLObjectType } from 'graphql';
import { createClient } from 'graphql-ws';
import { describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { type ClosingName, closingCodes, closingTable } from '../../src/kernel/feeds/closing-codes.ts';
import { makeSchema } from '../../src/schema.ts';
import {
  addDevice,
  addOutlet,
  addUser,
  type Client,
  makeClient,
  makeRestaurant,
  PASSWORD,
  signedIn,
  startTestApp,
  startTestCells,
  useRestaurant,
} from '../kit/index.ts';
import { closeCodeOf, openRaw, openReady, type RawSocket, subscribeRaw } from './raw-socket.ts';

const { app, restaurant } = useRestaurant({ environment: { HEARTBEAT_MILLISECONDS: '400' } });

const FEED = 'subscription ($outletId: ID!) { kitchenFeed(outletId: $outletId) { __typename } }';
const UPDATE_DEVICE = 'mutation ($input: UpdateDeviceInput!) { updateDevice(input: $input) { device { id } userErrors { code message } } }';
const UPDATE_USER = 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { userErrors { code message } } }';
const updateDevice = (input: object): Promise<unknown> => restaurant.owner.ok(UPDATE_DEVICE, { input });

const display = (more: object = {}) => addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'KITCHEN_DISPLAY', ...more });
async function following(client: Client, outletId = restaurant.outletId): Promise<RawSocket> {
  const raw = await openReady(client);
  const id = subscribeRaw(raw, FEED, { outletId });
  await raw.next((message) => message.id === id && message.type === 'next');
  return raw;
}
const codeOf = async (raw: RawSocket): Promise<number> => (await raw.closed).code;

/** For each code name, a socket that is closed with that code. */
const closed: Readonly<Record<ClosingName, () => Promise<number>>> = {
  GOING_AWAY: async () => {
    const node = await startTestApp({ database: app.database });
    const raw = await following(makeClient(node.url, restaurant.kitchen.headers));
    await node.stop();
    return codeOf(raw);
  },
  MESSAGE_TOO_BIG: async () => {
    const raw = await openReady(restaurant.kitchen);
    raw.send({ type: 'ping', payload: { text: 'x'.repeat(100_001) } });
    return codeOf(raw);
  },
  TRY_AGAIN_LATER: async () => {
    const raw = await openReady(restaurant.kitchen);
    for (let message = 0; message < 300; message += 1) raw.send({ type: 'ping' });
    return codeOf(raw);
  },
  SESSION_CHANGED: async () => {
    const { id, client } = await display({ stationIds: [restaurant.stations.BAR] });
    const raw = await following(client);
    await updateDevice({ id, stationIds: [restaurant.stations.KITCHEN] });
    return codeOf(raw);
  },
  BAD_REQUEST: async () => {
    const raw = await openRaw(app.url);
    raw.send({ type: 'connection_init', payload: { ...restaurant.kitchen.headers, 'X-Tenant-ID': 'no-such-brand' } });
    return codeOf(raw);
  },
  NOT_ACKNOWLEDGED: async () => {
    const raw = await openRaw(app.url);
    subscribeRaw(raw, FEED, { outletId: restaurant.outletId });
    return codeOf(raw);
  },
  TOKEN_GONE: async () => {
    const { id, client } = await display();
    const raw = await following(client);
    await restaurant.manager.ok('mutation ($id: ID!) { revokeDevice(input: { deviceId: $id }) { userErrors { code } } }', { id });
    return codeOf(raw);
  },
  WRONG_SUBPROTOCOL: () => closeCodeOf(app.url, 'graphql-ws'),
  NOT_INITIALISED: async () => codeOf(await openRaw(app.url)),
  SUBSCRIPTION_EXISTS: async () => {
    const raw = await openReady(restaurant.kitchen);
    for (let time = 0; time < 2; time += 1) subscribeRaw(raw, FEED, { outletId: restaurant.outletId }, 'one');
    return codeOf(raw);
  },
  TOKEN_EXPIRED: async () => {
    const node = await startTestApp({ database: app.database, environment: { ACCESS_TOKEN_SECONDS: '2' } });
    const raw = await following(await signedIn(node.url, restaurant.slug, 'kitchen', PASSWORD));
    const code = await codeOf(raw);
    await node.stop();
    return code;
  },
  WRONG_CELL: async () => {
    const cells = await startTestCells();
    const elsewhere = await makeRestaurant(cells.a);
    const raw = await openRaw(cells.b.url);
    raw.send({ type: 'connection_init', payload: elsewhere.kitchen.headers });
    const code = await codeOf(raw);
    await cells.stop();
    return code;
  },
  INITIALISED_TWICE: async () => {
    const raw = await openReady(restaurant.kitchen);
    raw.send({ type: 'connection_init' });
    return codeOf(raw);
  },
  INTERNAL_ERROR: async () => {
    const node = await startTestApp({ database: app.database });
    const raw = await openRaw(node.url);
    const now = node.clock.now;
    node.clock.now = () => {
      throw new Error('The clock is broken.');
    };
    raw.send({ type: 'connection_init', payload: restaurant.kitchen.headers });
    const code = await codeOf(raw);
    node.clock.now = now;
    await node.stop();
    return code;
  },
};

describe('every closing code', () => {
  test.each(Object.keys(closingCodes) as ClosingName[])('%s is what a socket is closed with', async (name) => {
    expect(await closed[name]()).toBe(closingCodes[name].code);
  });

  test.each(Object.values(closingCodes))('$code is retried by graphql-ws: $isRetried', async ({ code, isRetried }) => {
    let connections = 0;
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'graphql-transport-ws' });
    server.on('connection', (socket) => {
      connections += 1;
      socket.once('message', () => socket.close(connections === 1 ? code : 4400));
    });
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const client = createClient({ url: `ws://127.0.0.1:${port}`, webSocketImpl: WebSocket, retryWait: async () => undefined });
    await new Promise<void>((done) => client.subscribe({ query: FEED }, { next: () => undefined, error: () => done(), complete: done }));
    expect(connections).toBe(isRetried ? 2 : 1);
    server.close();
  });

  test('stands in the docs and in the schema, with what it means and what a client does', async () => {
    expect(readFileSync('docs/closing-codes.md', 'utf8')).toContain(`\n${closingTable()}\n`);
    const root = (await makeSchema()).getSubscriptionType() as GraphQLObjectType;
    expect(root.description).toContain(closingTable());
    const codes = Object.values(closingCodes).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe('the code of a token that is gone comes', () => {
  const gone = async (raw: RawSocket, act: () => Promise<unknown>): Promise<void> => {
    await act();
    expect(await codeOf(raw)).toBe(4403);
  };

  test('when a user signs out or is disabled, or the PIN session ends with its till', async () => {
    const username = 'leaving';
    const id = await addUser(restaurant.owner, { username, role: 'KITCHEN', outletId: restaurant.outletId, pin: '7391' });
    const leaving = await signedIn(app.url, restaurant.slug, username, PASSWORD);
    await gone(await following(leaving), () => leaving.ok('mutation { signOut { signedOut } }'));
    const till = await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'POS' });
    const signIn = `mutation { pinSignIn(input: { username: "${username}", pin: "7391" }) { session { accessToken } userErrors { code } } }`;
    const { pinSignIn } = await till.client.ok(signIn);
    const byPin = makeClient(app.url, { authorization: `Bearer ${pinSignIn.session.accessToken}` });
    const elsewhere = await addOutlet(restaurant.owner, { code: 'MOVED' });
    const ofTill = await following(till.client);
    await gone(await following(byPin), () => updateDevice({ id: till.id, outletId: elsewhere }));
    expect(await codeOf(ofTill)).toBe(4205);
    const disabled = await following(await signedIn(app.url, restaurant.slug, username, PASSWORD));
    await gone(disabled, () => restaurant.owner.ok(UPDATE_USER, { input: { id, active: false } }));
  });

  test('but not when a device is renamed, moved or given stations, nor when a user gets other rights', async () => {
    const elsewhere = await addOutlet(restaurant.owner, { code: 'OTHER' });
    const { id, client } = await display();
    const renamed = await following(client);
    await updateDevice({ id, name: 'Renamed' });
    await updateDevice({ id, stationIds: [restaurant.stations.BAR] });
    expect(await codeOf(renamed)).toBe(4205);
    const bound = await following(client);
    await updateDevice({ id, outletId: elsewhere });
    expect(await codeOf(bound)).toBe(4205);
    (await following(client, elsewhere)).socket.close();
    const userId = await addUser(restaurant.owner, { username: 'rising', role: 'KITCHEN', outletId: restaurant.outletId });
    const rising = await signedIn(app.url, restaurant.slug, 'rising', PASSWORD);
    for (const change of [{ role: 'CASHIER' }, { accessibleOutletIds: [elsewhere] }, { accessibleOutletIds: [] }]) {
      const raw = await following(rising);
      await restaurant.owner.ok(UPDATE_USER, { input: { id: userId, ...change } });
      expect(await codeOf(raw), JSON.stringify(change)).toBe(4205);
    }
  });
});

test('the same stations, outlet and name again change nothing: no event, no closed socket, no audit entry', async () => {
  const { BAR, KITCHEN } = restaurant.stations;
  const { id, client } = await display({ name: 'Pass', stationIds: [BAR, KITCHEN] });
  const raw = await following(client);
  const heads = (): Promise<object[]> => app.sql('select stream_id, head from event_stream order by 1');
  const entries = (): Promise<object[]> => app.sql('select id from audit_entry where entity_id = $1', [id]);
  const before = [await heads(), await entries()];
  await updateDevice({ id, stationIds: [KITCHEN, BAR], outletId: restaurant.outletId, name: ' Pass ' });
  expect([await heads(), await entries()]).toEqual(before);
  await updateDevice({ id, name: 'Expo' });
  expect(raw.socket.readyState).toBe(raw.socket.OPEN);
  raw.socket.close();
});

test('a session that X-Outlet-ID narrows stays when others of its outlets change', async () => {
  const [second, third] = [await addOutlet(restaurant.owner, { code: 'TWO' }), await addOutlet(restaurant.owner, { code: 'THREE' })];
  const id = await addUser(restaurant.owner, { username: 'narrow', role: 'MANAGER', outletId: restaurant.outletId, accessibleOutletIds: [second] });
  const manager = await signedIn(app.url, restaurant.slug, 'narrow', PASSWORD);
  const narrowed = await following(manager.as({ 'x-outlet-id': restaurant.outletId }));
  const wide = await following(manager);
  const give = (accessibleOutletIds: string[], outletId = restaurant.outletId) =>
    restaurant.owner.ok(UPDATE_USER, { input: { id, outletId, accessibleOutletIds } });
  await give([second, third]);
  expect(await codeOf(wide)).toBe(4205);
  expect(narrowed.socket.readyState).toBe(narrowed.socket.OPEN);
  await give([second, third], second);
  expect(await codeOf(narrowed)).toBe(4205);
});

test('a clock that jumps two days past the end of a token closes its socket within seconds', async () => {
  const node = await startTestApp({ database: app.database });
  const person = await following(makeClient(node.url, restaurant.kitchen.headers));
  const machine = await following(makeClient(node.url, (await display()).client.headers));
  node.clock.advance(2 * 86_400_000);
  const jumped = Date.now();
  expect(await codeOf(person)).toBe(4419);
  expect(Date.now() - jumped).toBeLessThan(5000);
  expect(machine.socket.readyState).toBe(machine.socket.OPEN);
  node.clock.advance(-2 * 86_400_000);
  await node.stop();
});

test('a brand that is suspended loses its sockets once: staff go on at once, guests when it trades again', async () => {
  const brand = await makeRestaurant(app);
  const menu = 'subscription ($id: ID!) { menuChanged(outletId: $id) { version } }';
  const guest = await openReady(brand.guest);
  subscribeRaw(guest, menu, { id: brand.outletId });
  await guest.next(({ type }) => type === 'next');
  const staff = await following(brand.kitchen, brand.outletId);
  await app.sql("update tenant set status = 'SUSPENDED' where slug = $1", [brand.slug]);
  for (const raw of [guest, staff]) expect(await raw.closed).toEqual({ code: 4205, reason: 'The brand was suspended' });
  const again = await following(brand.kitchen, brand.outletId);
  const refused = await openReady(brand.guest);
  subscribeRaw(refused, menu, { id: brand.outletId });
  expect(JSON.stringify(await refused.next(({ type }) => type === 'next'))).toContain('suspended');
  await app.sql("update tenant set status = 'ACTIVE' where slug = $1", [brand.slug]);
  for (const raw of [again, refused]) expect(await raw.closed).toEqual({ code: 4205, reason: 'The brand trades again' });
});
