import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { fingerprintOf } from '../../src/kernel/request/command.ts';
import { hashPassword } from '../../src/modules/identity/index.ts';
import {
  addOutlet,
  addUser,
  type Client,
  makeRestaurant,
  mutationOf,
  orderOf,
  PASSWORD,
  PLACE_ORDER,
  type Restaurant,
  signedIn,
  subscribe,
  useRestaurant,
} from '../kit/index.ts';

const { app, restaurant: ours } = useRestaurant();
let theirs: Restaurant;
let secondOutlet: string;
beforeAll(async () => {
  theirs = await makeRestaurant(app);
  secondOutlet = await addOutlet(ours.owner, { code: 'TWO' });
});

const FIELDS = 'user { id username email name role active outlet { id } accessibleOutlets { id } } userErrors { code field message details }';
const CREATE = `mutation ($input: CreateUserInput!) { createUser(input: $input) { ${FIELDS} } }`;
const UPDATE = `mutation ($input: UpdateUserInput!) { updateUser(input: $input) { ${FIELDS} } }`;

let count = 0;
function newUser(more: object = {}): Record<string, unknown> {
  count += 1;
  return { username: `user-${count}`, password: PASSWORD, name: 'Somebody', role: 'CASHIER', outletId: ours.outletId, ...more };
}
const create = async (client: Client, more: object = {}): Promise<string> => addUser(client, newUser(more));
const signInAs = (username: string, password = PASSWORD): Promise<Client> => signedIn(app.url, ours.slug, username, password);
const ids = (...outletIds: string[]): { id: string }[] => outletIds.map((id) => ({ id }));
const outletFeed = (client: Client) => subscribe(client, 'subscription ($id: ID!) { outletFeed(outletId: $id) { __typename } }', { id: ours.outletId });

describe('making a user', () => {
  test('an owner makes anybody of the tenant', async () => {
    for (const role of ['TENANT_OWNER', 'MANAGER', 'CASHIER', 'KITCHEN', 'CUSTOMER']) {
      const { createUser } = await ours.owner.ok(CREATE, { input: newUser({ role, outletId: undefined }) });
      expect(createUser.user).toMatchObject({ role, active: true, outlet: null });
    }
  });

  test('names and addresses are kept in lower case; the home outlet is in reach', async () => {
    const input = newUser({ username: 'MiXed.Case-1', email: 'Mixed@Example.COM', name: '  Mixed  ', accessibleOutletIds: [secondOutlet, secondOutlet] });
    const { createUser } = await ours.owner.ok(CREATE, { input });
    expect(createUser.user).toEqual({
      id: createUser.user.id,
      username: 'mixed.case-1',
      email: 'mixed@example.com',
      name: 'Mixed',
      role: 'CASHIER',
      active: true,
      outlet: { id: ours.outletId },
      accessibleOutlets: ids(ours.outletId, secondOutlet),
    });
  });

  test('a manager makes staff below MANAGER, in outlets of their own', async () => {
    for (const role of ['CASHIER', 'KITCHEN', 'CUSTOMER']) await create(ours.manager, { role });
    for (const role of ['MANAGER', 'TENANT_OWNER']) expect(await ours.manager.requestError(CREATE, { input: newUser({ role }) }), role).toBe('FORBIDDEN');
    expect(await ours.manager.failure(CREATE, { input: newUser({ outletId: undefined }) })).toMatchObject({ code: 'INVALID_INPUT', field: ['outletId'] });
    for (const outletId of [secondOutlet, theirs.outletId, randomUUID(), 'nonsense']) {
      expect(await ours.manager.failure(CREATE, { input: newUser({ outletId }) })).toEqual({
        code: 'NOT_FOUND',
        field: ['outletId'],
        message: 'Outlet not found.',
        details: null,
      });
      const reach = newUser({ accessibleOutletIds: [ours.outletId, outletId] });
      expect(await ours.manager.failure(CREATE, { input: reach })).toMatchObject({ code: 'NOT_FOUND', field: ['accessibleOutletIds', '1'] });
    }
  });

  test('no role makes platform users here', async () => {
    for (const client of [ours.owner, ours.manager, ours.platform]) {
      for (const role of ['SUPER_ADMIN', 'ADMIN'])
        expect(await client.failure(CREATE, { input: newUser({ role }) })).toMatchObject({ code: 'INVALID_INPUT', field: ['role'] });
    }
  });

  test('taken names are conflicts, in any case, in this tenant only', async () => {
    await create(ours.owner, { username: 'taken', email: 'taken@example.com' });
    expect(await ours.owner.failure(CREATE, { input: newUser({ username: 'TAKEN' }) })).toMatchObject({ code: 'CONFLICT', field: ['username'] });
    expect(await ours.owner.failure(CREATE, { input: newUser({ email: 'Taken@example.com' }) })).toMatchObject({ code: 'CONFLICT', field: ['email'] });
    await addUser(theirs.owner, { username: 'taken', email: 'taken@example.com', role: 'KITCHEN' });
  });

  test('wrong values name their field, and no user is made', async () => {
    const before = await app.sql('select count(*) from "user"');
    const wrong: [string, object][] = [
      ['username', { username: 'x' }],
      ['username', { username: 'with space' }],
      ['username', { username: 'me@example.com' }],
      ['username', { username: '.dot' }],
      ['username', { username: 'x'.repeat(65) }],
      ['username', { username: 'nul\u0000' }],
      ['password', { password: 'too short' }],
      ['password', { password: 'x'.repeat(201) }],
      ['name', { name: '  ' }],
      ['name', { name: 'x'.repeat(121) }],
      ['email', { email: 'nobody' }],
      ['email', { email: 'a b@example.com' }],
      ['email', { email: `${'x'.repeat(250)}@example.com` }],
    ];
    for (const [field, values] of wrong) {
      const failure = await ours.owner.failure(CREATE, { input: newUser(values) });
      expect(failure, JSON.stringify(values)).toMatchObject({ code: 'INVALID_INPUT', field: [field] });
      expect(failure.message).not.toContain(String(Object.values(values)[0]).trim() || 'no value');
    }
    const many = newUser({ accessibleOutletIds: Array.from({ length: 251 }, () => ours.outletId) });
    const { data, errors } = await ours.owner.send(CREATE, { input: many });
    expect(errors?.[0]?.extensions.code ?? data.createUser.userErrors[0].code).toMatch(/LIMIT_EXCEEDED|BAD_USER_INPUT/);
    expect(await app.sql('select count(*) from "user"')).toEqual(before);
  });

  test('passwords are stored as argon2id hashes only, and shown by nothing', async () => {
    const id = await create(ours.owner, { password: 'canary-password-1' });
    const [row] = await app.sql<{ row: string }>('select to_jsonb(u)::text as row from "user" u where id = $1', [id]);
    expect(row?.row).toContain('$argon2id$v=19$m=19456,p=1,t=2$');
    const tables = await app.sql<{ name: string }>("select tablename as name from pg_tables where schemaname = 'public'");
    for (const { name } of tables) expect(await app.sql(`select 1 from "${name}" t where t::text like '%canary-password%'`), name).toEqual([]);
  });
});

describe('a repeated request', () => {
  test('makes one user, and what is remembered of it holds no hash of the password that could be guessed', async () => {
    const input = newUser({ password: 'guessable offline' });
    const key = { 'idempotency-key': 'one-user' };
    const first = await ours.owner.ok(CREATE, { input }, key);
    expect((await ours.owner.ok(CREATE, { input }, key)).createUser.user.id).toBe(first.createUser.user.id);
    expect(await ours.owner.failure(CREATE, { input: { ...input, password: 'another password' } }, key)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    const rows = await app.sql<{ fingerprint: string }>("select fingerprint from idempotency_key where key = 'one-user'");
    expect(rows).toHaveLength(1);
    expect(rows[0]?.fingerprint).not.toBe(fingerprintOf(input));
  });
});

describe('changing a user', () => {
  test('only what is sent changes; null clears', async () => {
    const id = await create(ours.owner, { email: 'first@example.com', accessibleOutletIds: [secondOutlet] });
    const renamed = await ours.owner.ok(UPDATE, { input: { id, name: 'New name' } });
    expect(renamed.updateUser.user).toMatchObject({ name: 'New name', email: 'first@example.com', outlet: { id: ours.outletId }, role: 'CASHIER' });
    const cleared = await ours.owner.ok(UPDATE, { input: { id, email: null, outletId: null } });
    expect(cleared.updateUser.user).toMatchObject({ name: 'New name', email: null, outlet: null, accessibleOutlets: ids(secondOutlet) });
    const empty = await ours.owner.ok(UPDATE, { input: { id, accessibleOutletIds: [] } });
    expect(empty.updateUser.user.accessibleOutlets).toEqual([]);
  });

  test('a manager changes staff whose outlets are all in reach, and no higher role', async () => {
    const own = await create(ours.owner);
    await ours.manager.ok(UPDATE, { input: { id: own, name: 'Changed' } });
    const missing = { code: 'NOT_FOUND', field: ['id'], message: 'User not found.', details: null };
    const elsewhere = await create(ours.owner, { outletId: secondOutlet });
    const both = await create(ours.owner, { accessibleOutletIds: [secondOutlet] });
    const nowhere = await create(ours.owner, { outletId: undefined });
    for (const id of [elsewhere, both, nowhere, randomUUID(), 'nonsense', ours.outletId]) {
      expect(await ours.manager.failure(UPDATE, { input: { id, name: 'Changed' } }), id).toEqual(missing);
    }
    const manager = await create(ours.owner, { role: 'MANAGER' });
    const owner = await create(ours.owner, { role: 'TENANT_OWNER' });
    const self = (await ours.manager.ok('{ me { id } }')).me.id;
    for (const id of [manager, owner, self]) expect(await ours.manager.requestError(UPDATE, { input: { id, password: 'another password' } })).toBe('FORBIDDEN');
    for (const role of ['MANAGER', 'TENANT_OWNER']) expect(await ours.manager.requestError(UPDATE, { input: { id: own, role } })).toBe('FORBIDDEN');
    expect(await ours.manager.failure(UPDATE, { input: { id: own, role: 'ADMIN' } })).toMatchObject({ code: 'INVALID_INPUT', field: ['role'] });
    expect(await ours.manager.failure(UPDATE, { input: { id: own, accessibleOutletIds: [secondOutlet] } })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await ours.manager.failure(UPDATE, { input: { id: own, outletId: null, accessibleOutletIds: [] } })).toMatchObject({
      code: 'INVALID_INPUT',
      field: ['outletId'],
    });
    expect((await ours.owner.ok(UPDATE, { input: { id: own } })).updateUser.user).toMatchObject({
      name: 'Changed',
      role: 'CASHIER',
      outlet: { id: ours.outletId },
    });
  });

  test('another tenant’s users are as if there were none', async () => {
    const id = (await theirs.cashier.ok('{ me { id } }')).me.id;
    for (const client of [ours.owner, ours.manager, ours.platform]) {
      expect(await client.failure(UPDATE, { input: { id, active: false, password: 'another password' } })).toMatchObject({ code: 'NOT_FOUND', field: ['id'] });
    }
    expect((await theirs.cashier.ok('{ me { active } }')).me).toEqual({ active: true });
  });

  test('taken names are conflicts here too', async () => {
    await create(ours.owner, { email: 'mine@example.com' });
    const id = await create(ours.owner);
    expect(await ours.owner.failure(UPDATE, { input: { id, email: 'MINE@example.com' } })).toMatchObject({ code: 'CONFLICT', field: ['email'] });
  });

  test('a new role is in force with the next request, and closes sockets of the old one', async () => {
    const id = await create(ours.owner, { username: 'promoted' });
    const client = await signInAs('promoted');
    const variables = { input: orderOf(ours, { COFFEE: 1 }) };
    await client.ok(PLACE_ORDER, variables);
    const feed = outletFeed(client);
    await feed.next();
    await ours.owner.ok(UPDATE, { input: { id, role: 'KITCHEN' } });
    expect(await client.requestError(PLACE_ORDER, variables)).toBe('FORBIDDEN');
    expect(await feed.ended).toMatchObject({ code: 4205 });
    expect((await client.ok('{ me { role } }')).me).toEqual({ role: 'KITCHEN' });
    const again = outletFeed(client);
    expect(await again.next()).toEqual({ __typename: 'FeedHeartbeat' });
    again.stop();
  });

  test('so is a new reach', async () => {
    const id = await create(ours.owner, { username: 'moved' });
    const client = await signInAs('moved');
    const outlets = async (): Promise<object[]> => (await client.ok('{ outlets { id } }')).outlets;
    expect(await outlets()).toEqual(ids(ours.outletId));
    const feed = outletFeed(client);
    await feed.next();
    await ours.owner.ok(UPDATE, { input: { id, outletId: secondOutlet } });
    expect(await outlets()).toEqual(ids(secondOutlet));
    expect(await feed.ended).toMatchObject({ code: 4205 });
    const again = outletFeed(client);
    expect(await again.next()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  });

  test('a change without effect on rights or visibility leaves sockets open', async () => {
    const id = await create(ours.owner, { username: 'renamed' });
    const feed = outletFeed(await signInAs('renamed'));
    await feed.next();
    await ours.owner.ok(UPDATE, { input: { id, name: 'Other name' } });
    const order = await ours.cashier.ok(PLACE_ORDER, { input: orderOf(ours, { COFFEE: 1 }) });
    expect(order.placeOrder.order.status).toBe('CONFIRMED');
    expect(await feed.next()).toEqual({ __typename: 'OutletEvent' });
    feed.stop();
  });

  test('a new password ends all sessions of the user, and is needed from then on', async () => {
    const id = await create(ours.owner, { username: 'reset' });
    const clients = [await signInAs('reset'), await signInAs('reset')];
    const feed = outletFeed(clients[0] as Client);
    await feed.next();
    await ours.manager.ok(UPDATE, { input: { id, password: 'quite another password' } });
    for (const client of clients) expect(await client.requestError('{ me { id } }')).toBe('UNAUTHENTICATED');
    expect(await feed.ended).toMatchObject({ code: 4403 });
    await signInAs('reset', 'quite another password');
    const signIn = mutationOf('signIn', 'accessToken');
    expect(await ours.guest.failure(signIn, { input: { username: 'reset', password: PASSWORD } })).toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect(await ours.owner.failure(UPDATE, { input: { id, password: 'short' } })).toMatchObject({ code: 'INVALID_INPUT', field: ['password'] });
  });

  test('disabling ends all sessions; enabling lets sign in again; users cannot disable themselves', async () => {
    const id = await create(ours.owner, { username: 'disabled' });
    const client = await signInAs('disabled');
    await ours.manager.ok(UPDATE, { input: { id, active: false } });
    expect(await client.requestError('{ me { id } }')).toBe('UNAUTHENTICATED');
    await ours.manager.ok(UPDATE, { input: { id, active: true } });
    expect(await client.requestError('{ me { id } }')).toBe('UNAUTHENTICATED');
    await signInAs('disabled');
    const owner = (await ours.owner.ok('{ me { id } }')).me.id;
    expect(await ours.owner.requestError(UPDATE, { input: { id: owner, active: false } })).toBe('FORBIDDEN');
    expect((await ours.owner.ok('{ me { active } }')).me).toEqual({ active: true });
  });
});

test('passwords and PINs are hashed while no transaction is open', async () => {
  const id = await create(ours.owner);
  const busy = Array.from({ length: 30 }, () => hashPassword(PASSWORD));
  const changes = [
    ours.owner.ok(CREATE, { input: newUser({ pin: '7391' }) }),
    ours.owner.ok(UPDATE, { input: { id, password: 'quite another password', pin: '2846' } }),
  ];
  const done = Promise.all([...busy, ...changes]).then(() => true);
  let idle = 0;
  do {
    const rows = await app.sql(
      `select 1 from pg_stat_activity where datname = current_database() and state = 'idle in transaction' and state_change < clock_timestamp() - interval '100 ms'`,
    );
    idle += rows.length;
  } while (!(await Promise.race([done, new Promise<false>((go) => setTimeout(go, 10, false))])));
  expect(idle).toBe(0);
});
