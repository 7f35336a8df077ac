import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Actor, actors } from '../../src/kernel/request/permissions.ts';
import { makeSchema } from '../../src/schema.ts';
import { type Answer, addDevice, addUser, bearer, type Client, makeClient, PASSWORD, subscribe, useTestApp } from '../kit/index.ts';
import { briefSelection, documentOf, type RootField, rootFieldsOf, withAt } from './documents.ts';
import { keptByPin, rootFields } from './permission-table.ts';
import { type Arguments, samples } from './samples.ts';
import { makeWorld, signedIn, type World } from './world.ts';

/** Longest wait for an answer on a busy machine. */
const ANSWER_MS = 20_000;

const app = useTestApp();
let world: World;
let fields: RootField[];
let clients: Readonly<Record<Actor, Client>>;
beforeAll(async () => {
  fields = rootFieldsOf(await makeSchema());
  world = await makeWorld(app);
  const { owner, outletId, slug } = world;
  await addUser(owner, { username: 'customer', role: 'CUSTOMER' });
  await app.sql(
    `insert into platform_user (id, username, name, password_hash, role, created_at, updated_at)
     select gen_random_uuid(), 'second', 'Second', password_hash, 'ADMIN', now(), now() from platform_user where username = 'admin'`,
  );
  const device = async (kind: string): Promise<Client> => (await addDevice(owner, { outletId, kind })).client;
  const inTenant = { 'x-tenant-id': slug };
  clients = {
    GUEST: world.guest,
    CUSTOMER: await signedIn(app.url, slug, 'customer', PASSWORD),
    KIOSK: await device('KIOSK'),
    ORDER_BOARD: await device('ORDER_BOARD'),
    KITCHEN_DISPLAY: await device('KITCHEN_DISPLAY'),
    POS: await device('POS'),
    KITCHEN: world.kitchen,
    CASHIER: world.cashier,
    MANAGER: world.manager,
    TENANT_OWNER: owner,
    ADMIN: (await signedIn(app.url, null, 'second', PASSWORD)).as(inTenant),
    SUPER_ADMIN: world.platform,
  };
});

/** Arguments with ids that do not exist: an allowed operation finds nothing and changes nothing. */
async function nowhere({ path, ids }: RootField): Promise<Arguments> {
  const [sample] = samples[path] ?? [];
  if (!sample) throw new Error(`no sample of ${path}: add one to samples.ts`);
  const args = known.get(path) ?? (await sample(world));
  known.set(path, args);
  return ids.reduce((changed, place) => {
    try {
      return withAt(changed, place, randomUUID());
    } catch {
      return changed; // An optional part that the sample leaves out.
    }
  }, args);
}
const known = new Map<string, Arguments>();

/** UNAUTHENTICATED, FORBIDDEN, or 'allowed'. */
function verdict(errors: Answer['errors']): string {
  const code = errors?.[0]?.extensions.code;
  return code === 'UNAUTHENTICATED' || code === 'FORBIDDEN' ? code : 'allowed';
}

async function ask(client: Client, field: RootField): Promise<string> {
  const args = await nowhere(field);
  if (field.operation !== 'subscription') {
    const { errors } = await client.send(documentOf(field, briefSelection(field)), args);
    expect(errors?.map(({ extensions }) => extensions.code) ?? [], field.path).not.toContain('INTERNAL');
    return verdict(errors);
  }
  const feed = subscribe(client, documentOf(field, '{ __typename }'), args);
  // All fields are requested at once, before anything is compiled.
  const message = await feed.next(ANSWER_MS);
  feed.stop();
  return verdict(message?.errors);
}

const AT_ONCE = 40;

const wanted = (actor: Actor, path: string): string =>
  rootFields[path]?.actors.includes(actor) ? 'allowed' : actor === 'GUEST' ? 'UNAUTHENTICATED' : 'FORBIDDEN';

describe.each(actors)('%s', (actor) => {
  test('is let in where the permission table says, and nowhere else', async () => {
    // Created before: a guest who sends everything at once beside other parties would have to wait for the samples.
    for (const field of fields) await nowhere(field);
    const found: Record<string, string> = {};
    const last = (field: RootField): number => Number(field.path === 'Mutation.signOut');
    const inOrder = fields.toSorted((a, b) => last(a) - last(b));
    // In batches: an overloaded server refuses for other reasons.
    const others = inOrder.filter((field) => !last(field));
    for (let from = 0; from < others.length; from += AT_ONCE)
      await Promise.all(others.slice(from, from + AT_ONCE).map(async (field) => (found[field.path] = await ask(clients[actor], field))));
    for (const field of inOrder.filter(last)) found[field.path] = await ask(clients[actor], field);
    expect(found).toEqual(Object.fromEntries(fields.map(({ path }) => [path, wanted(actor, path)])));
  });
});

describe.each(['CASHIER', 'KITCHEN', 'MANAGER', 'TENANT_OWNER'] as const)('%s by PIN', (role) => {
  test('is let in where the role is and a session by PIN keeps it, and nowhere else', async () => {
    const username = `by-pin-${role.toLowerCase()}`;
    const { outletId } = world;
    const admin = (await signedIn(app.url, null, 'admin', PASSWORD)).as({ 'x-tenant-id': world.slug });
    await addUser(admin, { username, role, pin: '7391', outletId });
    // Each person has an own till: the next sign-in at a till ends the previous session.
    const { client: till } = await addDevice(admin, { outletId, kind: 'POS' });
    const signIn = 'mutation ($input: PinSignInInput!) { pinSignIn(input: $input) { session { accessToken } userErrors { code } } }';
    const { session } = (await till.ok(signIn, { input: { username, pin: '7391' } })).pinSignIn;
    const client = makeClient(app.url, bearer(session.accessToken));
    const others = fields.filter(({ path }) => path !== 'Mutation.signOut');
    const found = Object.fromEntries(await Promise.all(others.map(async (field) => [field.path, await ask(client, field)] as const)));
    const kept = (path: string): boolean => keptByPin.includes(rootFields[path]?.permission ?? 'MANAGE_PLATFORM');
    expect(found).toEqual(Object.fromEntries(others.map(({ path }) => [path, kept(path) ? wanted(role, path) : 'FORBIDDEN'])));
  });
});

describe('platform users who name no tenant', () => {
  test('are told to, by every field that needs one', async () => {
    const admin = makeClient(app.url, { authorization: (await signedIn(app.url, null, 'admin', PASSWORD)).headers.authorization ?? '' });
    const found: Record<string, unknown> = {};
    for (const field of fields) {
      if (
        [
          'Query.me',
          'Query.taxPresets',
          'Query.validateTaxId',
          'Mutation.signIn',
          'Mutation.refreshSession',
          'Mutation.pollDevicePairing',
          'Mutation.signOut',
          'Mutation.changePassword',
          'Query.sessions',
          'Mutation.revokeSession',
          'Mutation.revokeOtherSessions',
          'Query.tenants',
          'Mutation.createTenant',
          'Mutation.suspendTenant',
          'Mutation.activateTenant',
          'Query.orderByToken',
          'Query.tableByToken',
          'Mutation.payByToken',
          'Mutation.cancelByToken',
          'Subscription.orderTracked',
        ].includes(field.path)
      )
        continue;
      // Not allowed for platform users, with or without a tenant.
      if (!rootFields[field.path]?.actors.includes('SUPER_ADMIN')) continue;
      const args = await nowhere(field);
      const send = async (): Promise<Answer['errors']> => {
        if (field.operation !== 'subscription') return (await admin.send(documentOf(field, briefSelection(field)), args)).errors;
        const feed = subscribe(admin, documentOf(field, '{ __typename }'), args);
        // All fields are requested at once, before anything is compiled.
        const message = await feed.next(ANSWER_MS);
        feed.stop();
        return message.errors;
      };
      found[field.path] = (await send())?.[0]?.extensions.code ?? 'no error';
    }
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((path) => [path, 'BAD_USER_INPUT'])));
  });
});
