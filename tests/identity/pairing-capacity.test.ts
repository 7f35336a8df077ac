import { beforeEach, expect, test } from 'vitest';
import { makeClient, makeRestaurant, mutationOf, type Restaurant, useTestApp } from '../kit/index.ts';

const app = useTestApp({ environment: { TRUST_PROXY: 'on' } });
let ours: Restaurant;
// Its staff have signed in without a proxy: that address is the shop's own.
beforeEach(async () => {
  ours = await makeRestaurant(app);
});

const ERRORS = 'userErrors { code field message details }';
const REQUEST = `mutation { requestDevicePairing(input: { kind: KIOSK }) { pairingToken userCode ${ERRORS} } }`;
const APPROVE = mutationOf('approveDevicePairing', 'id');

interface Requested {
  readonly pairingToken: string;
  readonly userCode: string;
  readonly code: string | null;
}

/** Requests a pairing, from the shop itself or from an address of the internet. */
async function ask(address?: string): Promise<Requested> {
  const { data, errors } = await ours.guest.send(REQUEST, {}, address === undefined ? {} : { 'x-forwarded-for': address });
  expect(errors).toBeUndefined();
  return { ...data.requestDevicePairing, code: data.requestDevicePairing.userErrors[0]?.code ?? null };
}
async function inTurn<A, B>(all: readonly A[], work: (one: A) => Promise<B>): Promise<B[]> {
  const done: B[] = [];
  for (const one of all) done.push(await work(one));
  return done;
}
/** One guest sends one request after the other. */
const askFrom = (address: string, count: number): Promise<Requested[]> =>
  inTurn(
    Array.from({ length: count }, () => address),
    ask,
  );
async function status({ pairingToken }: Requested): Promise<string> {
  const poll = 'mutation ($token: String!) { pollDevicePairing(input: { pairingToken: $token }) { status userErrors { code } } }';
  return (await makeClient(app.url).ok(poll, { token: pairingToken })).pollDevicePairing.status;
}
const approve = ({ userCode }: Requested) => ours.manager.ok(APPROVE, { input: { userCode, outletId: ours.outletId, name: 'By the door' } });
async function waiting(): Promise<number> {
  const [row] = await app.sql<{ count: number }>(
    'select count(*)::int as count from device_pairing where tenant_id = $1 and expires_at > now() and approved_at is null and denied_at is null',
    [ours.tenantId],
  );
  return row?.count ?? 0;
}

test('five guests who ask for 125 pairings at once keep no device of the shop from its place, nor one that asks for one', async () => {
  const first = await ask('203.0.113.200');
  const all = await Promise.all([
    ...[1, 2, 3, 4, 5].map((host) => askFrom(`203.0.113.${host}`, 25)),
    ...Array.from({ length: 6 }, async () => [await ask()]),
    ...Array.from({ length: 4 }, async (_, host) => [await ask(`198.51.100.${host}`)]),
  ]);
  const own = all.slice(5).flat();
  expect(all.flat().map(({ code }) => code)).toEqual(all.flat().map(() => null));
  expect(await waiting()).toBeLessThanOrEqual(100);
  for (const requested of [first, ...own]) expect(await status(requested)).toBe('PENDING');
  // The guests with many requests have lost the oldest ones and must ask again.
  const guests = await inTurn(all.slice(0, 5).flat(), status);
  expect(guests.filter((one) => one === 'EXPIRED').length).toBeGreaterThan(40);
  for (const requested of [first, ...own]) expect((await approve(requested)).approveDevicePairing.device.id).toBeTruthy();
}, 120_000);

test('guests from a hundred addresses, one each, leave places for the shop and take none from who waits', async () => {
  const first = await ask('203.0.113.200');
  const tens = Array.from({ length: 10 }, (_, ten) => Array.from({ length: 10 }, (_, one) => `198.51.100.${ten * 10 + one}`));
  const many = (await Promise.all(tens.map((hosts) => inTurn(hosts, ask)))).flat();
  expect(many.filter(({ code }) => code === 'LIMIT_EXCEEDED')).toHaveLength(21);
  expect(await waiting()).toBe(80);
  const own = await Promise.all(Array.from({ length: 8 }, () => ask()));
  for (const requested of [first, ...own]) expect(await status(requested)).toBe('PENDING');
}, 120_000);

test('what guests may ask for in ten minutes, all together, is not counted against the shop', async () => {
  await Promise.all(Array.from({ length: 12 }, (_, host) => askFrom(`192.0.2.${host}`, 25)));
  expect((await ask('192.0.2.100')).code).toBe('TOO_MANY_ATTEMPTS');
  const own = await ask();
  expect([own.code, await status(own)]).toEqual([null, 'PENDING']);
}, 120_000);
