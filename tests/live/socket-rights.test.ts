import { beforeAll, describe, expect, test } from 'vitest';
import { addDevice, addOutlet, addUser, type Client, makeRestaurant, PASSWORD, type Restaurant, signedIn, startTestApp, useRestaurant } from '../kit/index.ts';
import { openRaw, openReady, refusedUpgrade, subscribeRaw } from './raw-socket.ts';

const { app, restaurant } = useRestaurant({ environment: { HEARTBEAT_MILLISECONDS: '400' } });
let other: Restaurant;
beforeAll(async () => {
  other = await makeRestaurant(app);
});

const FEED = 'subscription ($outletId: ID!) { outletFeed(outletId: $outletId) { ... on FeedHeartbeat { sequence } } }';
const KITCHEN = 'subscription ($outletId: ID!) { kitchenFeed(outletId: $outletId) { __typename } }';
const closeOf = async (params: Record<string, unknown>): Promise<number> => {
  const raw = await openRaw(app.url);
  raw.send({ type: 'connection_init', payload: params });
  return (await raw.closed).code;
};

describe('connection parameters', () => {
  test('are read in any letter case', async () => {
    const token = restaurant.cashier.headers.authorization;
    for (const params of [
      { Authorization: token },
      { authorization: token },
      { AUTHORIZATION: token, 'x-TENANT-id': restaurant.slug, 'X-Outlet-ID': restaurant.outletId },
    ]) {
      const raw = await openReady(restaurant.cashier, params);
      const id = subscribeRaw(raw, FEED, { outletId: restaurant.outletId });
      expect(await raw.next((message) => message.id === id)).toMatchObject({ type: 'next', payload: { data: { outletFeed: {} } } });
      raw.socket.close();
    }
  });

  test('of a guest name the tenant, and open what guests may see', async () => {
    const raw = await openReady(restaurant.guest, { 'X-Tenant-ID': restaurant.tenantId });
    const menu = subscribeRaw(raw, 'subscription ($id: ID!) { menuChanged(outletId: $id) { version } }', { id: restaurant.outletId });
    expect(await raw.next(({ id }) => id === menu)).toMatchObject({ type: 'next', payload: { data: { menuChanged: { version: expect.any(Number) } } } });
    const feed = subscribeRaw(raw, FEED, { outletId: restaurant.outletId });
    expect(await raw.next(({ id }) => id === feed)).toMatchObject({ payload: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
    raw.socket.close();
  });

  test('with a token that is forged, foreign or no token at all close the socket with 4403', async () => {
    const token = restaurant.cashier.headers.authorization ?? '';
    for (const authorization of [
      'Bearer x',
      'Basic abc',
      `${token}x`,
      token.replace(/\.[^.]+$/, '.AAAA'),
      `Bearer ${restaurant.tenantId}.${restaurant.outletId}.${'a'.repeat(43)}`,
    ]) {
      expect(await closeOf({ authorization })).toBe(4403);
    }
  });

  test('that disagree about the tenant or the outlet close the socket with 4400: the token is still good', async () => {
    expect(await closeOf({ ...restaurant.cashier.headers, 'X-Tenant-ID': other.slug })).toBe(4400);
    expect(await closeOf({ 'X-Tenant-ID': 'no-such-brand' })).toBe(4400);
    expect(await closeOf({ ...restaurant.cashier.headers, 'X-Outlet-ID': other.outletId })).toBe(4400);
  });

  test('of the wrong kind are refused: a person with a token would become a guest', async () => {
    for (const payload of [{ authorization: { token: 'x' } }, { 'X-Tenant-ID': 7 }]) {
      const raw = await openRaw(app.url);
      raw.send({ type: 'connection_init', payload });
      expect(await raw.closed).toMatchObject({ code: 4400, reason: expect.stringContaining(Object.keys(payload)[0] ?? '') });
    }
  });
});

describe('too little role', () => {
  test('a board or display may not follow the outlet, a guest not the kitchen', async () => {
    const board = await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'ORDER_BOARD' });
    const display = await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'KITCHEN_DISPLAY' });
    for (const { client } of [board, display]) {
      const raw = await openReady(client);
      const id = subscribeRaw(raw, FEED, { outletId: restaurant.outletId });
      expect(await raw.next((message) => message.id === id)).toMatchObject({ payload: { errors: [{ extensions: { code: 'FORBIDDEN' } }] } });
      expect(await raw.next((message) => message.id === id)).toMatchObject({ type: 'complete' });
      raw.socket.close();
    }
    const guest = await openReady(restaurant.guest);
    const id = subscribeRaw(guest, KITCHEN, { outletId: restaurant.outletId });
    expect(await guest.next((message) => message.id === id)).toMatchObject({ payload: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
    guest.socket.close();
  });
});

describe('a right that ends closes its sockets with 4403', () => {
  const following = async (client: Client) => {
    const raw = await openReady(client);
    const id = subscribeRaw(raw, KITCHEN, { outletId: restaurant.outletId });
    await raw.next((message) => message.id === id && message.type === 'next');
    return raw;
  };

  test('by signing out, and no other', async () => {
    const leaving = await signedIn(app.url, restaurant.slug, 'kitchen', PASSWORD);
    const staying = await following(restaurant.kitchen);
    const raw = await following(leaving);
    await leaving.ok('mutation { signOut { signedOut } }');
    expect(await raw.closed).toMatchObject({ code: 4403 });
    expect(staying.socket.readyState).toBe(staying.socket.OPEN);
    staying.socket.close();
    expect(await closeOf(leaving.headers)).toBe(4403);
  });

  test('by revoking the device', async () => {
    const { id, client } = await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'KITCHEN_DISPLAY' });
    const sockets = [await following(client), await following(client)];
    await restaurant.manager.ok('mutation ($id: ID!) { revokeDevice(input: { deviceId: $id }) { userErrors { code } } }', { id });
    for (const raw of sockets) expect(await raw.closed).toMatchObject({ code: 4403 });
    expect(await closeOf(client.headers)).toBe(4403);
  });

  test('by disabling the user', async () => {
    const id = await addUser(restaurant.owner, { username: 'temp', role: 'KITCHEN', outletId: restaurant.outletId });
    const temp = await signedIn(app.url, restaurant.slug, 'temp', PASSWORD);
    const raw = await following(temp);
    await restaurant.owner.ok('mutation ($id: ID!) { updateUser(input: { id: $id, active: false }) { userErrors { code } } }', { id });
    expect(await raw.closed).toMatchObject({ code: 4403 });
  });
});

test('a socket is closed with 4419 when its token expires, and not before', async () => {
  const short = await startTestApp({ database: app.database, environment: { ACCESS_TOKEN_SECONDS: '2' } });
  try {
    const cashier = await signedIn(short.url, restaurant.slug, 'cashier', PASSWORD);
    const began = Date.now();
    const raw = await openReady(cashier);
    subscribeRaw(raw, FEED, { outletId: restaurant.outletId });
    await raw.next();
    expect(await raw.closed).toMatchObject({ code: 4419 });
    expect(Date.now() - began).toBeGreaterThan(900);
    expect(Date.now() - began).toBeLessThan(8000);
    const late = await openRaw(short.url);
    late.send({ type: 'connection_init', payload: cashier.headers });
    expect(await late.closed).toMatchObject({ code: 4419 });
  } finally {
    await short.stop();
  }
});

describe('rights are checked repeatedly', () => {
  test.each([
    ['role', { role: 'CASHIER' }],
    ['reach', { accessibleOutletIds: [], outletId: 'TWO' }],
  ])('a socket is closed with 4205 when its user has another %s than before', async (what, change) => {
    const admin = restaurant.platform;
    const two = await addOutlet(admin, { code: what === 'role' ? 'LESS1' : 'LESS2' });
    const username = `user-${two.slice(-8)}`;
    const id = await addUser(admin, { username, role: 'MANAGER', outletId: restaurant.outletId });
    const raw = await openReady(await signedIn(app.url, restaurant.slug, username, PASSWORD));
    const opened = Date.now();
    await admin.ok('mutation ($input: UpdateUserInput!) { updateUser(input: $input) { userErrors { code message } } }', {
      input: { id, ...change, ...('outletId' in change && { outletId: two }) },
    });
    expect(await raw.closed).toMatchObject({ code: 4205, reason: 'What the token may see has changed' });
    expect(Date.now() - opened).toBeLessThan(5000);
  });
});

describe('origins', () => {
  test('outside production any may open a socket', async () => {
    const raw = await openRaw(app.url, { headers: { origin: 'https://elsewhere.example' } });
    raw.socket.close();
  });

  test('with a list only those on it, and clients that are no browsers', async () => {
    const strict = await startTestApp({ environment: { CORS_ORIGINS: 'https://till.example, https://board.example' } });
    try {
      for (const origin of ['https://till.example', 'https://board.example']) (await openRaw(strict.url, { headers: { origin } })).socket.close();
      (await openRaw(strict.url)).socket.close();
      for (const origin of ['https://evil.example', 'null', 'https://till.example.evil.example', 'http://till.example', 'https://till.example:8443']) {
        expect(await refusedUpgrade(strict.url, { origin })).toBe(403);
      }
    } finally {
      await strict.stop();
    }
  });
});

test('beyond the greatest number of sockets an upgrade is answered with 503', async () => {
  const small = await startTestApp({ environment: { MAX_SOCKETS: '2' } });
  try {
    const { cashier } = await makeRestaurant(small);
    const sockets = [await openReady(cashier), await openReady(cashier)];
    expect(await refusedUpgrade(small.url, {})).toBe(503);
    sockets[0]?.socket.close();
    await sockets[0]?.closed;
    (await openReady(cashier)).socket.close();
    sockets[1]?.socket.close();
  } finally {
    await small.stop();
  }
});
