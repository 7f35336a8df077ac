import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addDevice,
  addOutlet,
  addStation,
  addUser,
  type Client,
  cloneDatabase,
  makeClient,
  makeRestaurant,
  mutationOf,
  PASSWORD,
  type Restaurant,
  signedIn,
  startTestApp,
  type TestApp,
  useTestApp,
} from '../kit/index.ts';
import { findRedis, startRedis, type TestRedis } from '../kit/redis.ts';

const app = useTestApp();
let ours: Restaurant;
beforeAll(async () => {
  ours = await makeRestaurant(app);
});

const PIN_SIGN_IN = 'mutation ($input: PinSignInInput!) { pinSignIn(input: $input) { session { user { username } } userErrors { code details } } }';
const newTills = (count: number): Promise<Client[]> =>
  Promise.all(Array.from({ length: count }, async () => (await addDevice(ours.manager, { outletId: ours.outletId, kind: 'POS' })).client));
const newManager = (username: string) => addUser(ours.owner, { username, role: 'MANAGER', outletId: ours.outletId, pin: '7391' });
/** Error code that a till gets; null: a session. */
const codeAt = async (till: Client, username: string, pin: string): Promise<string | null> =>
  (await till.send(PIN_SIGN_IN, { input: { username, pin } })).data.pinSignIn.userErrors[0]?.code ?? null;
const wrongOf = (codes: readonly (string | null)[]): number => codes.filter((code) => code === 'INVALID_CREDENTIALS').length;

describe('a manager who makes tills to guess the PIN of another', () => {
  test('meets the wait after 20 wrong ones over all tills, four at each, one after the other or all at once', async () => {
    await Promise.all([newManager('victim'), newManager('other-victim')]);
    const [usual] = await newTills(1);
    expect(await codeAt(usual as Client, 'victim', '7391')).toBeNull();
    const tills = await newTills(30);
    const codes: (string | null)[] = [];
    for (let guess = 0; guess < 118; guess += 1) codes.push(await codeAt(tills[guess % 30] as Client, 'victim', String(1000 + guess)));
    // 20 without waiting, and a few more when waits of 1, 2, 4 … seconds end during the other attempts.
    expect(wrongOf(codes)).toBeGreaterThanOrEqual(20);
    expect(wrongOf(codes)).toBeLessThan(26);
    // A till that the guesser created does not accept even the right PIN.
    expect(await codeAt(tills[0] as Client, 'victim', '7391')).toBe('TOO_MANY_ATTEMPTS');
    // The victim can still sign in at the till where they signed in before, and by password.
    expect(await codeAt(usual as Client, 'victim', '7391')).toBeNull();
    await signedIn(app.url, ours.slug, 'victim', PASSWORD);
    const burst = await Promise.all(Array.from({ length: 118 }, (_, guess) => codeAt(tills[guess % 30] as Client, 'other-victim', String(1000 + guess))));
    expect(wrongOf(burst)).toBeGreaterThanOrEqual(20);
    expect(wrongOf(burst)).toBeLessThan(26);
  }, 120_000);

  test('waits everywhere after 100 wrong ones, which one till alone cannot try', async () => {
    ours = await makeRestaurant(app);
    await newManager('hunted');
    const tills = await newTills(21);
    for (const till of tills) expect(await codeAt(till, 'hunted', '7391')).toBeNull();
    // At tills where the person signed in before, only the last limit applies: five attempts at each before its own wait.
    const [usual, ...others] = tills as [Client, ...Client[]];
    const guess = (till: Client) => Promise.all(Array.from({ length: 5 }, () => codeAt(till, 'hunted', '0000')));
    for (const till of others.slice(1)) expect(wrongOf(await guess(till))).toBe(5);
    expect(await codeAt(usual, 'hunted', '7391')).toBeNull();
    await guess(others[0] as Client);
    expect(await codeAt(usual, 'hunted', '7391')).toBe('TOO_MANY_ATTEMPTS');
  }, 120_000);
});

describe('devices of an outlet', () => {
  test('are at most as many as the operator allows, however many are asked for at once; revoked ones leave their place', async () => {
    const small = await startTestApp({ environment: { MAX_DEVICES_PER_OUTLET: '3' } });
    try {
      const brand = await makeRestaurant(small);
      const create = mutationOf('createDevice', 'id');
      const ask = async () => (await brand.manager.send(create, { input: { outletId: brand.outletId, kind: 'KIOSK', name: 'K' } })).data.createDevice;
      const all = await Promise.all(Array.from({ length: 6 }, ask));
      const refused = all.flatMap(({ userErrors }) => userErrors);
      expect(refused).toHaveLength(3);
      const message = 'This outlet has 3 devices; at most 3 are allowed. Revoke those that are not used.';
      expect(refused[0]).toEqual({ code: 'LIMIT_EXCEEDED', field: ['outletId'], message, details: { max: 3 } });
      // A device cannot be moved to that outlet either.
      const second = await addOutlet(brand.owner, { code: 'TWO' });
      await addStation(brand.owner, second, 'BAR', true);
      const { id } = await addDevice(brand.owner, { outletId: second, kind: 'KIOSK' });
      const move = `mutation ($input: UpdateDeviceInput!) { updateDevice(input: $input) { userErrors { code field message details } } }`;
      expect(await brand.owner.failure(move, { input: { id, outletId: brand.outletId } })).toEqual(refused[0]);
      // Creating and revoking repeatedly: six per hour.
      const revoke = 'mutation ($id: ID!) { revokeDevice(input: { deviceId: $id }) { userErrors { code } } }';
      let last = all.find(({ device }) => device).device.id;
      const codes: (string | null)[] = [];
      for (let round = 0; round < 4; round += 1) {
        await brand.manager.ok(revoke, { id: last });
        const { device, userErrors } = await ask();
        codes.push(userErrors[0]?.code ?? null);
        last = device?.id ?? last;
      }
      expect(codes).toEqual([null, null, null, 'TOO_MANY_ATTEMPTS']);
    } finally {
      await small.stop();
    }
  });
});

describe.skipIf(findRedis() === 'none')('with Redis', () => {
  let redis: TestRedis;
  let nodes: TestApp[];
  beforeAll(async () => {
    redis = await startRedis();
    const database = await cloneDatabase();
    const environment = { REDIS_URL: redis.url };
    const first = await startTestApp({ database, environment });
    nodes = [first, await startTestApp({ database, environment })];
  });
  afterAll(async () => {
    for (const node of nodes.toReversed()) await node.stop();
    await redis.kill();
  });

  test('wrong PINs count over all nodes, and emptying Redis forgives nothing that a node has counted', async () => {
    const [one, two] = nodes as [TestApp, TestApp];
    const brand = await makeRestaurant(one);
    await addUser(brand.owner, { username: 'victim', role: 'MANAGER', outletId: brand.outletId, pin: '7391' });
    const tills = await Promise.all(
      Array.from({ length: 12 }, async () => (await addDevice(brand.manager, { outletId: brand.outletId, kind: 'POS' })).client.headers),
    );
    const at = (node: TestApp, till: number): Client => makeClient(node.url, tills[till]);
    const codes: (string | null)[] = [];
    for (let guess = 0; guess < 36; guess += 1) codes.push(await codeAt(at(guess % 2 ? one : two, guess % 12), 'victim', String(1000 + guess)));
    expect(wrongOf(codes)).toBeLessThan(24);
    await redis.empty();
    expect(await codeAt(at(one, 0), 'victim', '7391')).toBe('TOO_MANY_ATTEMPTS');
  }, 120_000);
});
