import { beforeAll, describe, expect, test } from 'vitest';
import {
  addOutlet,
  addUser,
  bearer,
  type Client,
  makeClient,
  makeRestaurant,
  mutationOf,
  PASSWORD,
  type Restaurant,
  signedIn,
  type UserError,
  useRestaurant,
} from '../kit/index.ts';

// The clock moves by more than the lifetime of an access token.
const { app, restaurant: ours } = useRestaurant({ environment: { ACCESS_TOKEN_SECONDS: '864000', TRUST_PROXY: 'on' } });
let theirs: Restaurant;
beforeAll(async () => {
  theirs = await makeRestaurant(app);
});

const ERRORS = 'userErrors { code field message details }';
const REQUEST = `mutation ($input: RequestDevicePairingInput!) { requestDevicePairing(input: $input) { pairingToken userCode expiresAt interval ${ERRORS} } }`;
const POLL = `mutation ($input: PollDevicePairingInput!) { pollDevicePairing(input: $input) { status interval token device { id kind name outlet { id } } ${ERRORS} } }`;
const LOOK = 'query ($code: String!) { devicePairing(userCode: $code) { kind name ip userAgent createdAt expiresAt status } }';
const APPROVE = mutationOf('approveDevicePairing', 'id kind name outlet { id } stations { id }');
const DENY = mutationOf('denyDevicePairing', 'status');

interface Requested {
  readonly pairingToken: string;
  readonly userCode: string;
  readonly expiresAt: string;
  readonly interval: number;
}

let addresses = 0;
/** A device requests a pairing, each from its own address. */
async function ask(restaurant = ours, kind = 'KIOSK'): Promise<Requested> {
  addresses += 1;
  const from = { 'x-forwarded-for': `10.1.${addresses >> 8}.${addresses & 255}`, 'user-agent': 'dapur-kiosk/1.0' };
  return (await restaurant.guest.ok(REQUEST, { input: { kind, name: ' By the door ' } }, from)).requestDevicePairing;
}
const poll = async ({ pairingToken }: Requested) => (await makeClient(app.url).ok(POLL, { input: { pairingToken } })).pollDevicePairing;
const status = async (requested: Requested): Promise<string> => (await poll(requested)).status;
const approval = ({ userCode }: Requested, more: object = {}) => ({ input: { userCode, outletId: ours.outletId, name: 'Kiosk 1', ...more } });
const approve = async (requested: Requested, more: object = {}, client: Client = ours.manager) =>
  (await client.ok(APPROVE, approval(requested, more))).approveDevicePairing.device;
const seconds = (count: number): void => app.clock.advance(count * 1000);
const devices = async (name: string): Promise<number> => (await app.sql('select 1 from device where name = $1', [name])).length;

describe('a device', () => {
  test('shows a code, is shown to a manager and approved, and fetches a token that works', async () => {
    const requested = await ask();
    expect(requested).toMatchObject({ userCode: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/), interval: 5 });
    expect(Date.parse(requested.expiresAt) - app.clock.now().getTime()).toBeGreaterThan(590_000);
    expect(await poll(requested)).toEqual({ status: 'PENDING', interval: 5, token: null, device: null, userErrors: [] });
    const typed = ` ${requested.userCode.toLowerCase().replace('-', ' ')} `;
    expect((await ours.manager.ok(LOOK, { code: typed })).devicePairing).toMatchObject({
      ...{ kind: 'KIOSK', name: 'By the door', ip: `10.1.0.${addresses}`, userAgent: 'dapur-kiosk/1.0', status: 'PENDING' },
    });
    const device = await approve({ ...requested, userCode: typed }, { kind: 'KITCHEN_DISPLAY', stationIds: [ours.stations.BAR] });
    expect(device).toEqual({ id: device.id, kind: 'KITCHEN_DISPLAY', name: 'Kiosk 1', outlet: { id: ours.outletId }, stations: [{ id: ours.stations.BAR }] });
    const { token, ...rest } = await poll(requested);
    expect(rest).toMatchObject({ status: 'APPROVED', device: { id: device.id, kind: 'KITCHEN_DISPLAY', outlet: { id: ours.outletId } } });
    expect((await makeClient(app.url, bearer(token)).ok('{ outlets { id } }')).outlets).toEqual([{ id: ours.outletId }]);
    // Neither the code nor a secret is stored.
    const [row] = await app.sql<{ text: string }>(
      'select (to_jsonb(p) || jsonb_build_object($$device$$, to_jsonb(d)))::text as text from device_pairing p join device d on d.id = p.device_id where d.id = $1',
      [device.id],
    );
    for (const secret of [requested.userCode, requested.userCode.replace('-', ''), requested.pairingToken.split('.')[2], token.split('.')[2]])
      expect(row?.text).not.toContain(secret);
    const log = 'query ($id: ID!) { auditLog(filter: { entityId: $id }) { nodes { action after outlet { id } user { username } } } }';
    expect((await ours.owner.ok(log, { id: device.id })).auditLog.nodes).toEqual([
      { action: 'DEVICE_ADDED', after: { kind: 'KITCHEN_DISPLAY', name: 'Kiosk 1' }, outlet: { id: ours.outletId }, user: { username: 'manager' } },
    ]);
  });

  test('gets its token once; again only while its first answer may have been lost', async () => {
    const requested = await ask();
    await approve(requested);
    const { token } = await poll(requested);
    seconds(15);
    expect((await poll(requested)).token).toBe(token);
    seconds(6);
    expect(await poll(requested)).toEqual({ status: 'EXPIRED', interval: 5, token: null, device: null, userErrors: [] });
    // The token is not given again after the device has used it.
    const other = await ask();
    await approve(other);
    const client = makeClient(app.url, bearer((await poll(other)).token));
    await client.ok(`mutation { deviceHeartbeat(input: {}) { ${ERRORS} } }`);
    expect(await poll(other)).toMatchObject({ status: 'EXPIRED', token: null });
    await client.ok('{ tenant { id } }');
  });

  test('that asks too often waits longer', async () => {
    const requested = await ask();
    expect(await poll(requested)).toMatchObject({ status: 'PENDING', interval: 5 });
    expect(await poll(requested)).toMatchObject({ status: 'SLOW_DOWN', interval: 10 });
    seconds(9);
    expect(await poll(requested)).toMatchObject({ status: 'SLOW_DOWN', interval: 15 });
    seconds(15);
    expect(await poll(requested)).toMatchObject({ status: 'PENDING', interval: 15 });
    // After a decision the next poll answers at once.
    await approve(requested);
    expect((await poll(requested)).token).not.toBeNull();
  });

  test('that has an old token is paired again; one that names no tenant is not', async () => {
    const old = await ask();
    await approve(old, { name: 'Old' });
    const { token, device } = await poll(old);
    await ours.manager.ok(`mutation ($id: ID!) { revokeDevice(input: { deviceId: $id }) { ${ERRORS} } }`, { id: device.id });
    const again = makeClient(app.url, { ...bearer(token), 'x-tenant-id': ours.slug });
    const { requestDevicePairing } = await again.ok(REQUEST, { input: { kind: 'POS' } });
    expect((await again.ok(POLL, { input: { pairingToken: requestDevicePairing.pairingToken } })).pollDevicePairing.status).toBe('PENDING');
    expect(await makeClient(app.url).requestError(REQUEST, { input: { kind: 'POS' } })).toBe('BAD_USER_INPUT');
    expect(await makeClient(app.url, { 'x-tenant-id': 'nobody' }).requestError(REQUEST, { input: { kind: 'POS' } })).toBe('BAD_USER_INPUT');
  });

  test('is not let in by a token that is wrong in any way', async () => {
    const [mine, other] = [await ask(), await ask(theirs)];
    const [realm, id, secret] = mine.pairingToken.split('.') as [string, string, string];
    const wrong = [
      `${theirs.tenantId}.${id}.${secret}`,
      `${realm}.${id}.${other.pairingToken.split('.')[2]}`,
      `${realm}.${theirs.outletId}.${secret}`,
      '',
      'x',
    ];
    for (const pairingToken of wrong)
      expect(await ours.guest.failure(POLL, { input: { pairingToken } }), pairingToken).toMatchObject({ code: 'INVALID_CREDENTIALS', field: ['pairingToken'] });
    const noDevice = makeClient(app.url, bearer(mine.pairingToken));
    expect(await noDevice.requestError('{ tenant { id } }')).toBe('UNAUTHENTICATED');
  });
});

describe('a manager', () => {
  test('decides in the own tenant and outlets only', async () => {
    const requested = await ask();
    expect((await theirs.manager.ok(LOOK, { code: requested.userCode })).devicePairing).toBeNull();
    const foreign: UserError = await theirs.manager.failure(APPROVE, approval(requested, { outletId: theirs.outletId }));
    expect(foreign).toMatchObject({ code: 'NOT_FOUND', field: ['userCode'] });
    expect(await theirs.manager.failure(DENY, { input: { userCode: requested.userCode } })).toEqual(foreign);
    const second = await addOutlet(ours.owner, { code: 'TWO' });
    for (const outletId of [second, theirs.outletId])
      expect(await ours.manager.failure(APPROVE, approval(requested, { outletId }))).toMatchObject({ code: 'NOT_FOUND', field: ['outletId'] });
    expect(await ours.owner.failure(APPROVE, approval(requested, { outletId: second, stationIds: [ours.stations.BAR] }))).toMatchObject({
      ...{ code: 'NOT_FOUND', field: ['stationIds', '0'] },
    });
    for (const client of [ours.cashier, ours.kitchen]) expect(await client.requestError(APPROVE, approval(requested))).toBe('FORBIDDEN');
    expect(await ours.guest.requestError(LOOK, { code: requested.userCode })).toBe('UNAUTHENTICATED');
    expect(await status(requested)).toBe('PENDING');
    expect((await approve(requested, { outletId: second }, ours.owner)).outlet.id).toBe(second);
  });

  test('decides once', async () => {
    const [approved, denied] = [await ask(), await ask()];
    await approve(approved);
    expect((await ours.manager.ok(DENY, { input: { userCode: denied.userCode } })).denyDevicePairing.pairing.status).toBe('DENIED');
    for (const [requested, how] of [
      [approved, 'APPROVED'],
      [denied, 'DENIED'],
    ] as const) {
      const late = { code: 'INVALID_TRANSITION', field: ['userCode'], details: { status: how } };
      expect(await ours.manager.failure(APPROVE, approval(requested))).toMatchObject(late);
      expect(await ours.owner.failure(DENY, { input: { userCode: requested.userCode } })).toMatchObject(late);
      expect(await status(requested)).toBe(how);
    }
    expect(await poll(denied)).toMatchObject({ token: null, device: null });
  });

  test('and others at the same time make one device, whose token is one', async () => {
    const requested = await ask();
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, index) => (index % 2 ? ours.manager : ours.owner).send(APPROVE, approval(requested, { name: 'Raced' }))),
    );
    const codes = all.map(({ data }) => data.approveDevicePairing.userErrors[0]?.code ?? 'done');
    expect(codes.sort()).toEqual([...Array(9).fill('INVALID_TRANSITION'), 'done'].sort());
    expect(await devices('Raced')).toBe(1);
    const tokens = (await Promise.all(Array.from({ length: 8 }, () => poll(requested)))).map(({ token }) => token);
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).not.toBeNull();
    // Of a simultaneous approval and denial, exactly one wins.
    const other = await ask();
    const input = { userCode: other.userCode };
    const two = await Promise.all([ours.manager.send(APPROVE, approval(other, { name: 'Both' })), ours.owner.send(DENY, { input })]);
    const won = two.map(({ data }) => (Object.values(data) as { userErrors: unknown[] }[])[0]?.userErrors.length === 0);
    expect(won.filter(Boolean)).toHaveLength(1);
    expect([await status(other), await devices('Both')]).toEqual(won[0] ? ['APPROVED', 1] : ['DENIED', 0]);
  });

  test('comes too late after ten minutes; the device fetches its token within ten more', async () => {
    const [late, approved] = [await ask(), await ask()];
    seconds(590);
    await approve(approved);
    seconds(11);
    expect(await status(late)).toBe('EXPIRED');
    expect(await ours.manager.failure(APPROVE, approval(late))).toMatchObject({ code: 'INVALID_TRANSITION', details: { status: 'EXPIRED' } });
    expect((await ours.manager.ok(LOOK, { code: late.userCode })).devicePairing.status).toBe('EXPIRED');
    seconds(580);
    expect(await status(approved)).toBe('APPROVED');
    const slow = await ask();
    await approve(slow);
    seconds(601);
    expect(await poll(slow)).toMatchObject({ status: 'EXPIRED', token: null });
  });
});

describe('guessing', () => {
  test('codes hits a limit after 30 wrong ones of a user, however they come; others go on', async () => {
    const requested = await ask();
    await addUser(ours.owner, { username: 'guesser', role: 'MANAGER', outletId: ours.outletId });
    const guesser = await signedIn(app.url, ours.slug, 'guesser', PASSWORD);
    const guess = (index: number) => `BCDF-${[...String(index).padStart(4, '0')].map((digit) => 'GHJKLMNPQR'.charAt(Number(digit))).join('')}`;
    const answers = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        if (index % 2) return (await guesser.send(LOOK, { code: guess(index) })).errors?.[0]?.extensions.code ?? 'unknown';
        return (await guesser.send(APPROVE, approval({ ...requested, userCode: guess(index) }))).data.approveDevicePairing.userErrors[0].code;
      }),
    );
    expect(answers.filter((code) => code === 'unknown' || code === 'NOT_FOUND')).toHaveLength(30);
    expect(answers.filter((code) => code === 'RATE_LIMITED' || code === 'TOO_MANY_ATTEMPTS')).toHaveLength(30);
    // 100,000 guesses take 23 days, and of 20^8 codes at most 100 are open: one in 2,560 guessers who continue for that long finds one.
    const { details } = await guesser.failure(APPROVE, approval(requested));
    expect(details?.retryAfter).toBeGreaterThan(590);
    expect(await guesser.requestError(LOOK, { code: requested.userCode })).toBe('RATE_LIMITED');
    expect((await approve(requested, {}, ours.manager)).id).toBeTruthy();
  });

  test('one address asks for at most 30 pairings in ten minutes, exactly', async () => {
    const of = async (address: string, count: number): Promise<string[]> =>
      Promise.all(
        Array.from({ length: count }, async () => {
          const { data } = await theirs.guest.send(REQUEST, { input: { kind: 'KIOSK' } }, { 'x-forwarded-for': address });
          return data.requestDevicePairing.userErrors[0]?.code ?? 'open';
        }),
      );
    const count = (codes: string[], code: string): number => codes.filter((one) => one === code).length;
    const one = await of('10.9.0.1', 40);
    expect([count(one, 'open'), count(one, 'TOO_MANY_ATTEMPTS')]).toEqual([30, 10]);
    seconds(601);
    // A household with IPv6 has more addresses than could be counted one by one.
    const six = await Promise.all(Array.from({ length: 40 }, (_, host) => of(`2001:db8:9:1::${host.toString(16)}`, 1)));
    expect([count(six.flat(), 'open'), count(six.flat(), 'TOO_MANY_ATTEMPTS')]).toEqual([30, 10]);
    expect((await ask()).userCode).toBeTruthy();
    seconds(601);
    expect(await of('10.9.0.5', 1)).toEqual(['open']);
  });
});
