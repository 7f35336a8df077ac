import { describe, expect, test } from 'vitest';
import {
  type Answer,
  addUser,
  type Client,
  cloneDatabase,
  makeClient,
  makeRestaurant,
  median,
  mutationOf,
  PASSWORD,
  startTestApp,
  useRestaurant,
} from '../kit/index.ts';
import { findRedis, startRedis } from '../kit/redis.ts';

const { restaurant } = useRestaurant({ environment: { TRUST_PROXY: 'on' } });

const SIGN_IN = mutationOf('signIn', 'accessToken');
const WRONG = 'not the password';

let addresses = 0;
/** An address in its own network. */
const newAddress = (): string => {
  addresses += 1;
  return `203.${Math.floor(addresses / 250)}.${addresses % 250}.7`;
};
const guestAt = (address: string): Client => restaurant.guest.as({ 'x-forwarded-for': address });
const signIn = (username: string, password: string, address: string): Promise<Answer> => guestAt(address).send(SIGN_IN, { input: { username, password } });
const codeOf = ({ data, errors }: Answer): string | null =>
  errors?.[0] ? `${errors[0].extensions.code}: ${errors[0].message}` : (data.signIn.userErrors[0]?.code ?? null);
/** Outcomes of so many attempts, sent in groups of ten, the number of requests that a brand's guests may have in progress. */
async function codesOf(count: number, attempt: (index: number) => Promise<Answer>): Promise<Record<string, number>> {
  const codes: Record<string, number> = {};
  for (let done = 0; done < count; done += 10) {
    const answers = await Promise.all(Array.from({ length: Math.min(10, count - done) }, (_, index) => attempt(done + index)));
    for (const code of answers.map(codeOf)) codes[code ?? 'in'] = (codes[code ?? 'in'] ?? 0) + 1;
  }
  return codes;
}
/** Duration in milliseconds; the result must be the expected one. */
async function timed<T>(work: () => Promise<T>, expected: T): Promise<number> {
  const began = performance.now();
  expect(await work()).toEqual(expected);
  return performance.now() - began;
}
const newUser = async (username: string, more: object = {}): Promise<string> =>
  addUser(restaurant.owner, { username, role: 'CASHIER', outletId: restaurant.outletId, ...more });

/** Entries appear shortly after the answer, because the answer must not take longer for existing accounts. */
async function refusals(entityId: string, expected: number): Promise<{ reason: string; ip: string }[]> {
  const LOG = 'query ($id: ID!) { auditLog(filter: { entityId: $id, action: [SIGN_IN_REFUSED] }) { nodes { actor reason ip } } }';
  for (let round = 0; ; round += 1) {
    const { nodes } = (await restaurant.owner.ok(LOG, { id: entityId })).auditLog;
    if (nodes.length >= expected || round >= 40) return nodes;
    await new Promise((done) => setTimeout(done, 50));
  }
}

describe('guessing', () => {
  test('at one account from many addresses is over after 30, wherever it goes on; its owner gets in from where they were before', async () => {
    const id = await newUser('target');
    const [home, elsewhere] = [newAddress(), newAddress()];
    expect(codeOf(await signIn('target', PASSWORD, home))).toBeNull();
    const hashed = await timed(() => codesOf(30, () => signIn('target', WRONG, newAddress())), { INVALID_CREDENTIALS: 30 });
    const refusedAtOnce = await timed(() => codesOf(100, () => signIn('TARGET', WRONG, newAddress())), { TOO_MANY_ATTEMPTS: 100 });
    // Rejected attempts are not hashed.
    expect(refusedAtOnce / 100).toBeLessThan(hashed / 30 / 2);
    const refused = (await signIn('target', PASSWORD, elsewhere)).data.signIn.userErrors[0];
    expect(refused).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', field: null });
    expect(refused.details.retryAfter).toBeGreaterThan(800);
    expect(refused.details.retryAfter).toBeLessThanOrEqual(900);
    // The owner, and users who are not targets.
    expect(codeOf(await signIn('target', WRONG, home))).toBe('INVALID_CREDENTIALS');
    expect(codeOf(await signIn('target', PASSWORD, home))).toBeNull();
    expect(codeOf(await signIn('manager', PASSWORD, elsewhere))).toBeNull();
    expect(await refusals(id, 1)).toEqual([{ actor: 'GUEST', reason: 'Wrong passwords from many addresses', ip: expect.any(String) }]);
  });

  test('from one network is over after 100, over all accounts; users who signed in there before still can', async () => {
    await newUser('regular');
    const host = (number: number): string => `198.51.100.${number}`;
    expect(codeOf(await signIn('regular', PASSWORD, host(1)))).toBeNull();
    const guess = (index: number) => signIn(`guess-${index}`, WRONG, host(index % 250));
    expect(await codesOf(100, guess)).toEqual({ INVALID_CREDENTIALS: 100 });
    expect(await codesOf(40, (index) => guess(100 + index))).toEqual({ TOO_MANY_ATTEMPTS: 40 });
    expect(codeOf(await signIn('cashier', PASSWORD, host(2)))).toBe('TOO_MANY_ATTEMPTS');
    expect(codeOf(await signIn('regular', PASSWORD, host(1)))).toBeNull();
    expect(codeOf(await signIn('cashier', PASSWORD, newAddress()))).toBeNull();
    expect(codeOf(await signIn('cashier', WRONG, '198.51.101.2'))).toBe('INVALID_CREDENTIALS');
  });

  test('at one account by both of its names has the guesses of one name, and does not show that both are one account', async () => {
    await newUser('twice', { email: 'twice@example.com' });
    const names = ['twice', 'twice@example.com'];
    const unknownNames = ['no-one', 'no-one@example.com'];
    const home = newAddress();
    expect(codeOf(await signIn('twice', PASSWORD, home))).toBeNull();
    const address = newAddress();
    const tried = async (name: string, times: number, password = WRONG) => codesOf(times, () => signIn(name, password, address));
    for (const [username = '', email = ''] of [names, unknownNames]) {
      expect(await tried(username, 5)).toEqual({ INVALID_CREDENTIALS: 5 });
      expect(await tried(email, 5)).toEqual({ INVALID_CREDENTIALS: 5 });
      // The right password gets the same answer as a wrong one, so that a guesser does not learn it.
      expect(await tried(username, 1, PASSWORD)).toEqual({ INVALID_CREDENTIALS: 1 });
      expect(await tried(email, 6, PASSWORD)).toEqual({ INVALID_CREDENTIALS: 5, TOO_MANY_ATTEMPTS: 1 });
    }
    expect(codeOf(await signIn('twice@example.com', PASSWORD, newAddress()))).toBeNull();
    // Attempts from many addresses, until no new address is accepted; the owner's known address still is.
    await codesOf(20, (index) => signIn(names[index % 2] ?? '', WRONG, newAddress()));
    expect(codeOf(await signIn('twice@example.com', PASSWORD, newAddress()))).toBe('INVALID_CREDENTIALS');
    expect(codeOf(await signIn('twice@example.com', PASSWORD, home))).toBeNull();
  });

  test('from one household of IPv6 counts as one address, with any of its addresses', async () => {
    const id = await newUser('six');
    const answers = [];
    for (let host = 1; host <= 11; host += 1) answers.push(codeOf(await signIn('six', WRONG, `2001:db8:1:2::${host.toString(16)}`)));
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 'INVALID_CREDENTIALS'), 'TOO_MANY_ATTEMPTS']);
    expect(codeOf(await signIn('six', PASSWORD, '2001:db8:1:3::1'))).toBeNull();
    expect(await refusals(id, 1)).toEqual([{ actor: 'GUEST', reason: 'Wrong passwords from one address', ip: '2001:db8:1:2::a' }]);
  });
});

test('a wrong password takes as long for accounts that there are, that there are not, and that are disabled', async () => {
  await newUser('slow');
  await restaurant.owner.ok('mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { id } userErrors { code } } }', {
    input: { id: await newUser('gone'), active: false },
  });
  const names = ['slow', 'no-such-user', 'gone'];
  const times = names.map((): number[] => []);
  const medians = (): number[] => times.map(median);
  const apart = (): number => Math.max(...medians()) / Math.min(...medians());
  // A busy machine needs more rounds; at most as many as one account may be tried.
  for (let round = 1; round <= 30 && (round <= 10 || apart() >= 1.3); round += 1) {
    for (const [index, name] of names.entries()) {
      const began = performance.now();
      expect(codeOf(await signIn(name, WRONG, newAddress()))).toBe('INVALID_CREDENTIALS');
      times[index]?.push(performance.now() - began);
    }
  }
  expect(
    apart(),
    `medians ${medians()
      .map((time) => time.toFixed(1))
      .join(', ')} ms`,
  ).toBeLessThan(1.3);
});

describe.skipIf(findRedis() !== 'own')('several nodes', () => {
  test('count together through Redis, and each by itself while it is stalled or gone', async () => {
    const redis = await startRedis();
    const environment = { TRUST_PROXY: 'on', REDIS_URL: redis.url };
    const database = await cloneDatabase();
    const [one, two] = [await startTestApp({ database, environment }), await startTestApp({ database, environment })];
    const { guest, owner, outletId } = await makeRestaurant(one);
    await addUser(owner, { username: 'shared', role: 'CASHIER', outletId });
    const at = (address: string, { url } = one) => makeClient(url, { ...guest.headers, 'x-forwarded-for': address });
    const guess = async (client: Client, password = WRONG): Promise<{ code: string | null; milliseconds: number }> => {
      const began = performance.now();
      return { code: codeOf(await client.send(SIGN_IN, { input: { username: 'shared', password } })), milliseconds: performance.now() - began };
    };
    try {
      for (let round = 0; round < 10; round += 1) expect((await guess(at('192.0.2.1', round % 2 ? one : two))).code).toBe('INVALID_CREDENTIALS');
      for (const node of [one, two]) expect((await guess(at('192.0.2.1', node), PASSWORD)).code).toBe('TOO_MANY_ATTEMPTS');
      redis.stall();
      const second = at('192.0.3.1');
      // The first attempt waits half a second for Redis; later ones do not wait.
      const [first, next] = [await guess(second, PASSWORD), await guess(second, PASSWORD)];
      expect([first.code, next.code]).toEqual([null, null]);
      expect(first.milliseconds).toBeGreaterThan(450);
      expect(first.milliseconds - next.milliseconds).toBeLessThan(700);
      await redis.kill();
      // Never without a limit: this node counts by itself.
      const third = at('192.0.4.1');
      for (let round = 0; round < 10; round += 1) expect((await guess(third)).code).toBe('INVALID_CREDENTIALS');
      expect((await guess(third, PASSWORD)).code).toBe('TOO_MANY_ATTEMPTS');
    } finally {
      await one.stop();
      await two.stop();
      await redis.kill();
    }
  });
});
