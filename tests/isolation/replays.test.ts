import { randomUUID } from 'node:crypto';
import { type GraphQLSchema, getNamedType, isLeafType, isObjectType, isRequiredArgument } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../../src/kernel/request/permissions.ts';
import { makeSchema } from '../../src/schema.ts';
import { type Answer, addDevice, addOutlet, addStation, addUser, type Client, orderOf, PASSWORD, placeOrder, signedIn, useTestApp } from '../kit/index.ts';
import { documentOf, type RootField, rootFieldsOf } from './documents.ts';
import { rootFields } from './permission-table.ts';
import { type Arguments, samples } from './samples.ts';
import { freshOrder, mailedToken, makeWorld, run, type World } from './world.ts';

/**
 * A repeated command with its Idempotency-Key returns the current state of the object. So it needs the same
 * permissions as the command: every mutation is sent with a key by a permitted user, then again after that user has
 * lost the permission.
 */
const app = useTestApp({ environment: { PAYMENT_POLL_MILLISECONDS: '60000' } });
let world: World;
let schema: GraphQLSchema;
let fields: RootField[];
/** An outlet of the brand that has nothing of the world. */
let elsewhere: string;
let stationElsewhere: string;
beforeAll(async () => {
  schema = await makeSchema();
  // Mutations that start and end sessions take no key, and would end the sessions of this test.
  const unkeyed = ['SIGN_IN', 'OWN_SESSION', 'PIN_SIGN_IN', 'DEVICE_HEARTBEAT', 'MANAGE_PLATFORM'];
  fields = rootFieldsOf(schema).filter(({ path, operation }) => operation === 'mutation' && !unkeyed.includes(rootFields[path]?.permission ?? ''));
  world = await makeWorld(app);
  elsewhere = await addOutlet(world.owner, { code: 'ELSE' });
  stationElsewhere = await addStation(world.owner, elsewhere, 'BAR', true);
});

/** Ids and leaf fields of a payload. */
function payloadSelection({ field }: RootField): string {
  const type = getNamedType(field.type);
  const parts = Object.values(isObjectType(type) ? type.getFields() : {}).flatMap((part) => {
    const below = getNamedType(part.type);
    if (part.name === 'userErrors') return ['userErrors { code field message }'];
    if (part.args.some(isRequiredArgument)) return [];
    if (isLeafType(below)) return [part.name];
    return [`${part.name} { ${isObjectType(below) && below.getFields().id ? 'id' : '__typename'} }`];
  });
  return `{ ${parts.join(' ')} }`;
}

interface Told {
  /** Error code; null: success. */
  readonly code: string | null;
  readonly field: string | null;
  /** What the answer contains besides errors. */
  readonly data: readonly unknown[];
  readonly replayed: boolean;
}

function toldBy({ data, errors, extensions }: Answer): Told {
  const [payload] = Object.values((data ?? {}) as Record<string, Record<string, unknown> | null>);
  const { userErrors, ...rows } = payload ?? {};
  const [error] = (userErrors ?? []) as { code: string; field: string[] | null }[];
  return {
    code: errors?.[0]?.extensions.code ?? error?.code ?? null,
    field: error?.field?.join('.') ?? null,
    // An empty list shows nothing of the object.
    data: Object.values(rows).filter((value) => value !== null && !(Array.isArray(value) && value.length === 0)),
    replayed: extensions?.idempotentReplay === true,
  };
}

interface Repeated {
  readonly what: string;
  again(withKey: boolean): Promise<Told>;
  /** The answer to the same command without a key while it was allowed. */
  readonly before: Told;
}

/** Runs every mutation that the actor may call, each with its own key. */
async function doAll(actor: Actor, client: Client, only: readonly string[] = []): Promise<Repeated[]> {
  const wanted = fields.filter(({ path }) => rootFields[path]?.actors.includes(actor) && (only.length === 0 || only.includes(path)));
  return (await inParallel(wanted, (field) => doEach(client, field))).flat();
}

async function doEach(client: Client, field: RootField): Promise<Repeated[]> {
  const done: Repeated[] = [];
  for (const [index, sample] of (samples[field.path] ?? []).entries()) {
    const args: Arguments = await sample(world);
    const document = documentOf(field, payloadSelection(field));
    const key = { 'idempotency-key': randomUUID() };
    const again = async (withKey: boolean): Promise<Told> => toldBy(await client.send(document, args, withKey ? key : {}));
    // A mutation that this role may not call has nothing to repeat.
    if ((await again(true)).code !== null) continue;
    done.push({ what: `${field.path} (${index})`, again, before: await again(false) });
  }
  return done;
}

/** Runs several at a time, because most of the time is waiting. */
async function inParallel<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < all.length; at += 8) results.push(...(await Promise.all(all.slice(at, at + 8).map(work))));
  return results;
}

const REFUSALS = ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'APPROVAL_REQUIRED'];
/** The answer to a deletion contains only the id that the caller sent. */
const DELETIONS = Object.keys(samples).filter((path) => path.startsWith('Mutation.delete'));
const ECHOES = DELETIONS.map((path) => `${path} (0)`);

/** Expects each repetition to be refused where the command without a key is refused now; returns how many were. */
async function expectRefusedAlike(done: readonly Repeated[]): Promise<number> {
  const findings: unknown[] = [];
  let refused = 0;
  await inParallel(done, async ({ what, again, before }) => {
    const repeated = await again(true);
    const second = await again(false);
    const isNew = second.code !== before.code || second.field !== before.field;
    if (!isNew || !REFUSALS.includes(second.code ?? '')) return;
    refused += 1;
    if (ECHOES.includes(what) && repeated.code === null) return;
    if (repeated.code !== second.code || repeated.data.length > 0 || repeated.replayed) findings.push({ what, repeated, second });
  });
  expect(findings).toEqual([]);
  return refused;
}

async function member(role: string): Promise<{ id: string; client: Client }> {
  const username = `m-${randomUUID().slice(0, 8)}`;
  const id = await addUser(world.owner, { username, role, outletId: world.outletId, accessibleOutletIds: [world.outletId] });
  return { id, client: await signedIn(app.url, world.slug, username, PASSWORD) };
}

const change = (id: string, input: object): Promise<void> => run(world.owner, 'updateUser', 'UpdateUserInput', { id, ...input });
const away = (): object => ({ outletId: elsewhere, accessibleOutletIds: [] });

describe('a repetition with its key', () => {
  test('of a user who may still run it is answered with the object, and is refused as the command is once they work elsewhere', async () => {
    const { id, client } = await member('MANAGER');
    const done = await doAll('MANAGER', client);
    expect(done.length).toBeGreaterThan(45);
    const repeated = await inParallel(done, async ({ what, again }) => ({ what, ...(await again(true)) }));
    const unkeyed = /checkPayment|ByToken|settleDemoPayment|signUp|request/;
    for (const { what, code, replayed } of repeated.filter(({ what }) => !unkeyed.test(what))) {
      // A person who opens another user's mailed link must not see that account later.
      const isStranger = /confirm(SignUp|EmailChange)|resetPassword/.test(what);
      expect([what, code, replayed]).toEqual([what, isStranger ? 'NOT_FOUND' : null, !isStranger]);
    }
    await change(id, away());
    expect(await expectRefusedAlike(done)).toBeGreaterThan(40);
  }, 180_000);

  test('of an owner who is a manager, then a cashier, then of the kitchen, is refused as the command is', async () => {
    const { id, client } = await member('TENANT_OWNER');
    const done = await doAll('TENANT_OWNER', client);
    const refused: number[] = [];
    for (const role of ['MANAGER', 'CASHIER', 'KITCHEN']) {
      await change(id, { role });
      refused.push(await expectRefusedAlike(done));
    }
    expect(refused[0]).toBeGreaterThan(15);
    expect(refused.toSorted((a, b) => a - b)).toEqual(refused);
  }, 240_000);

  test('of a disabled user is refused like every request', async () => {
    const { id, client } = await member('MANAGER');
    const done = await doAll('MANAGER', client, ['Mutation.placeOrder', 'Mutation.updateUser', 'Mutation.payCash', 'Mutation.createDevice']);
    await change(id, { active: false });
    expect(await expectRefusedAlike(done)).toBe(done.length);
    expect(done.length).toBe(6);
  });

  test('of a kitchen display that was given another station, or moved, is refused as the command is', async () => {
    const { id, client } = await addDevice(world.owner, { outletId: world.outletId, kind: 'KITCHEN_DISPLAY', stationIds: [world.stations.BAR] });
    const bumped = await doAll('KITCHEN_DISPLAY', client);
    expect(bumped.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['Mutation.bumpTicket (0)', 'Mutation.bumpTicketItem (0)', 'Mutation.recallTicket (0)']),
    );
    await run(world.owner, 'updateDevice', 'UpdateDeviceInput', { id, stationIds: [world.stations.KITCHEN] });
    expect(await expectRefusedAlike(bumped)).toBeGreaterThanOrEqual(3);
    await run(world.owner, 'updateDevice', 'UpdateDeviceInput', { id, outletId: elsewhere, stationIds: [stationElsewhere] });
    expect(await expectRefusedAlike(bumped)).toBeGreaterThanOrEqual(3);
  });

  test('of a kiosk that was moved shows neither its order nor its payment, by key or by the order’s id', async () => {
    const { id, client } = await addDevice(world.owner, { outletId: world.outletId, kind: 'KIOSK' });
    const keys = [randomUUID(), randomUUID(), randomUUID()].map((key) => ({ 'idempotency-key': key }));
    const place = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id payments { id } } userErrors { code field message } } }';
    const pay =
      'mutation ($input: StartPaymentInput!) { startPayment(input: $input) { payment { id status } order { id } userErrors { code field message } } }';
    const cancel =
      'mutation ($input: CancelPaymentInput!) { cancelPayment(input: $input) { payment { id status } order { id } userErrors { code field message } } }';
    const input = orderOf(world, { COFFEE: 1 }, { id: randomUUID(), channel: 'KIOSK' });
    await client.ok(place, { input }, keys[0]);
    const { payment } = (await client.ok(pay, { input: { orderId: input.id, method: 'QRIS' } }, keys[1])).startPayment;
    await client.ok(cancel, { input: { paymentId: payment.id } }, keys[2]);
    await run(world.owner, 'updateDevice', 'UpdateDeviceInput', { id, outletId: elsewhere });
    const again = [
      await client.send(place, { input }, keys[0]),
      await client.send(place, { input }),
      await client.send(pay, { input: { orderId: input.id, method: 'QRIS' } }, keys[1]),
      await client.send(cancel, { input: { paymentId: payment.id } }, keys[2]),
    ].map(toldBy);
    expect(again).toEqual(
      again
        .map(() => ({ code: 'NOT_FOUND', field: expect.anything(), data: [], replayed: false }))
        .map((error, index) => (index === 2 ? { ...error, field: null } : error)),
    );
  });

  test('asks no provider about a payment that the caller may not see any more', async () => {
    const { id, client } = await member('CASHIER');
    const order = await freshOrder(world);
    const key = { 'idempotency-key': randomUUID() };
    const start = 'mutation ($input: StartPaymentInput!) { startPayment(input: $input) { payment { id } userErrors { code } } }';
    const input = { orderId: order.id, method: 'CARD', captureMode: 'MANUAL' };
    const { payment } = (await client.ok(start, { input })).startPayment;
    await run(world.guest, 'settleDemoPayment', 'SettleDemoPaymentInput', { paymentId: payment.id, outcome: 'PAY' });
    const cancel = 'mutation ($input: CancelPaymentInput!) { cancelPayment(input: $input) { payment { id } userErrors { code } } }';
    await client.ok(cancel, { input: { paymentId: payment.id } }, key);
    await change(id, away());
    const looks = async (): Promise<unknown> => app.sql('select looks_begun, checks, check_at from payment where id = $1', [payment.id]);
    const before = await looks();
    expect(toldBy(await client.send(cancel, { input: { paymentId: payment.id } }, key)).code).toBe('NOT_FOUND');
    expect(await looks()).toEqual(before);
  });

  test('of a command on a user shows nothing of later changes by others', async () => {
    const { client } = await member('MANAGER');
    const colleague = await member('CASHIER');
    const key = { 'idempotency-key': randomUUID() };
    const rename = 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { role email phone } userErrors { code field message } } }';
    const input = { id: colleague.id, name: 'Neo' };
    await client.ok(rename, { input }, key);
    await change(colleague.id, { role: 'TENANT_OWNER', email: `${randomUUID()}@example.com`, phone: '0815' });
    for (const headers of [key, {}]) {
      const { data, errors } = await client.send(rename, { input }, headers);
      expect([data?.updateUser ?? null, errors?.[0]?.extensions.code]).toEqual([null, 'FORBIDDEN']);
    }
  });

  test('of a mailed link does not show the account to another user who has followed it', async () => {
    const { client } = await member('CASHIER');
    const email = `${randomUUID()}@example.com`;
    const signUp = 'mutation ($input: SignUpInput!) { signUp(input: $input) { accepted userErrors { code } } }';
    await world.guest.ok(signUp, { input: { email, password: PASSWORD, name: 'New' } });
    const input = { token: await mailedToken(world, email) };
    const confirm = 'mutation ($input: ConfirmSignUpInput!) { confirmSignUp(input: $input) { user { email } userErrors { code field message } } }';
    const key = { 'idempotency-key': randomUUID() };
    expect((await client.ok(confirm, { input }, key)).confirmSignUp.user.email).toBe(email);
    expect(toldBy(await client.send(confirm, { input }, key))).toEqual({ code: 'NOT_FOUND', field: null, data: [], replayed: false });
  });

  test('of a deletion answers what was deleted', async () => {
    const key = { 'idempotency-key': randomUUID() };
    for (const path of DELETIONS) {
      const field = fields.find((known) => known.path === path) as RootField;
      const args = (await samples[path]?.[0]?.(world)) as Arguments;
      const send = async (): Promise<Told> => toldBy(await world.owner.send(documentOf(field, payloadSelection(field)), args, key));
      const first = await send();
      expect(first).toMatchObject({ code: null, data: [(args.input as { id: string }).id], replayed: false });
      expect(await send()).toEqual({ ...first, replayed: true });
    }
  });
});

test('an order is returned again by its id only to callers who may take orders there', async () => {
  const { id, client } = await member('CASHIER');
  const input = orderOf(world, { COFFEE: 1 }, { id: randomUUID() });
  await placeOrder(client, input);
  await change(id, away());
  const place = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } userErrors { code field message } } }';
  expect(toldBy(await client.send(place, { input }))).toMatchObject({ code: 'NOT_FOUND', field: 'outletId', data: [] });
});
