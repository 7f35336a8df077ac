import { beforeAll, describe, expect, test } from 'vitest';
import { addDevice, addOutlet, addUser, type Client, PASSWORD, useRestaurant } from '../kit/index.ts';
import { change, refusal } from '../menu/menu-api.ts';

const USERS = `query ($filter: UserFilter, $orderBy: UserOrder, $first: Int, $after: String) {
  users(filter: $filter, orderBy: $orderBy, first: $first, after: $after) { totalCount nodes { username } pageInfo { endCursor hasNextPage } } }`;

const { restaurant: ours } = useRestaurant();
let second: string;
beforeAll(async () => {
  second = await addOutlet(ours.owner, { code: 'TWO' });
  const staff: [username: string, name: string, more: object][] = [
    ['budi', 'Budi Santoso', { email: 'b.santoso@kopi.example' }],
    ['sinta', 'Élodie  Sinta', {}],
    ['both', 'Both Outlets', { accessibleOutletIds: [second] }],
    ['there', 'There Only', { outletId: second, role: 'KITCHEN' }],
    ['nowhere', 'No Outlet', { outletId: null, accessibleOutletIds: [] }],
  ];
  for (const [username, name, more] of staff) await addUser(ours.owner, { username, name, role: 'CASHIER', outletId: ours.outletId, ...more });
  for (const username of ['same-1', 'same-2', 'same-3']) await addUser(ours.owner, { username, name: 'Same', role: 'CUSTOMER' });
});

async function listed(client: Client, variables: object = {}): Promise<string[]> {
  const { users } = await client.ok(USERS, { first: 100, ...variables });
  const names = users.nodes.map(({ username }: { username: string }) => username);
  expect(users.totalCount).toBe(names.length);
  return names;
}
const found = (filter: object, client = ours.owner): Promise<string[]> => listed(client, { filter });

describe('the list of users', () => {
  test('shows an owner all users by name, ignoring accents and letter case', async () => {
    expect(await listed(ours.owner)).toEqual([
      'both',
      'budi',
      'cashier',
      'sinta',
      'kitchen',
      'manager',
      'nowhere',
      'owner',
      'same-1',
      'same-2',
      'same-3',
      'there',
    ]);
  });

  test('shows a manager exactly the users whom updateUser lets the manager change', async () => {
    const seen = await listed(ours.manager);
    expect(seen).toEqual(['budi', 'cashier', 'sinta', 'kitchen']);
    const { nodes } = (await ours.owner.ok('{ users(first: 100) { nodes { id username } } }')).users;
    for (const { id, username } of nodes) {
      const document = 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { userErrors { code } } }';
      const { data, errors } = await ours.manager.send(document, { input: { id, phone: '1' } });
      expect(!errors && data.updateUser.userErrors.length === 0, username).toBe(seen.includes(username));
    }
    for (const client of [ours.cashier, ours.kitchen]) expect(await client.requestError(USERS)).toBe('FORBIDDEN');
    expect(await ours.guest.requestError(USERS)).toBe('UNAUTHENTICATED');
  });

  test('is not shown to a session that began by PIN at a till', async () => {
    const till = (await addDevice(ours.owner, { outletId: ours.outletId, kind: 'POS' })).client;
    await ours.owner.ok('mutation ($input: SetMyPinInput!) { setMyPin(input: $input) { userErrors { code } } }', {
      input: { currentPassword: PASSWORD, pin: '7391' },
    });
    const signIn = 'mutation ($input: PinSignInInput!) { pinSignIn(input: $input) { session { accessToken } userErrors { code } } }';
    const { session } = (await till.ok(signIn, { input: { username: 'owner', pin: '7391' } })).pinSignIn;
    expect(await till.as({ authorization: `Bearer ${session.accessToken}` }).requestError(USERS)).toBe('FORBIDDEN');
  });

  test('is filtered by role, outlet and whether they may sign in', async () => {
    expect(await found({ role: ['KITCHEN', 'MANAGER'] })).toEqual(['kitchen', 'manager', 'there']);
    expect(await found({ role: ['SUPER_ADMIN'] })).toEqual([]);
    expect(await found({ outletId: second })).toEqual(['both', 'owner', 'there']);
    expect(await found({ outletId: second, role: ['CASHIER'] })).toEqual(['both']);
    expect(await ours.manager.requestError(USERS, { filter: { outletId: second } })).toBe('NOT_FOUND');
    const id = await addUser(ours.owner, { username: 'left', role: 'CASHIER', outletId: ours.outletId });
    await change(ours.owner, 'updateUser', { id, active: false }, 'user { id }');
    expect(await found({ active: false })).toEqual(['left']);
    expect(await found({ active: true, role: ['CASHIER'] })).not.toContain('left');
  });

  test('leaves archived users out, and shows them when they are asked for', async () => {
    const id = await addUser(ours.owner, { username: 'gone', name: 'Gone', role: 'CASHIER', outletId: ours.outletId });
    await change(ours.owner, 'archiveUser', { id }, 'user { id }');
    expect(await found({ search: 'gone' })).toEqual([]);
    expect(await found({ archived: true })).toEqual(['gone']);
    expect(await found({ archived: true }, ours.manager)).toEqual(['gone']);
    await change(ours.owner, 'unarchiveUser', { id }, 'user { id }');
    expect(await found({ search: 'gone' })).toEqual(['gone']);
  });

  test.each([
    ['bud', ['budi']],
    ['SANT bud', ['budi']],
    ['antoso', []],
    ['elodie', ['sinta']],
    ['ÉLO sin', ['sinta']],
    ['b.santoso@kopi.example', ['budi']],
    ['kopi', ['budi']],
    ['o', ['both', 'nowhere', 'owner', 'there']],
    ['100% _', []],
  ] as const)('finds by the beginnings of words: %j', async (search, usernames) => {
    expect(await found({ search })).toEqual(usernames);
  });

  test('refuses a search that cannot have been typed', async () => {
    expect(await ours.owner.requestError(USERS, { filter: { search: '\u0000bud' } })).toBe('BAD_USER_INPUT');
  });

  test('finds people by the names that they have now', async () => {
    const id = await addUser(ours.owner, { username: 'renamed', name: 'Before', role: 'CASHIER', outletId: ours.outletId });
    await change(ours.owner, 'updateUser', { id, name: 'After', email: 'someone@else.example' }, 'user { id }');
    expect([await found({ search: 'before' }), await found({ search: 'after else' })]).toEqual([[], ['renamed']]);
    // A refused change must not be found by the search.
    expect(await refusal(ours.owner, 'updateUser', { id, name: 'Refused', email: 'b.santoso@kopi.example' }, 'user { id }')).toBe('CONFLICT email');
    expect([await found({ search: 'refused' }), await found({ search: 'after' })]).toEqual([[], ['renamed']]);
  });

  test.each([
    { key: 'NAME', direction: 'ASC' },
    { key: 'NAME', direction: 'DESC' },
    { key: 'CREATED_AT', direction: 'DESC' },
  ])('is read page by page in the order $key $direction, also where names are equal', async (orderBy) => {
    const all = await listed(ours.owner, { orderBy });
    const read: string[] = [];
    for (let after: string | null = null; ; ) {
      const { users } = await ours.owner.ok(USERS, { orderBy, first: 2, after });
      read.push(...users.nodes.map(({ username }: { username: string }) => username));
      if (!users.pageInfo.hasNextPage) break;
      after = users.pageInfo.endCursor;
    }
    expect(read).toEqual(all);
  });

  test('refuses a cursor of another order, and says so', async () => {
    const { users } = await ours.owner.ok(USERS, { first: 1 });
    const { errors } = await ours.owner.send(USERS, { orderBy: { key: 'CREATED_AT' }, after: users.pageInfo.endCursor });
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining('nameKey ASC'), extensions: { code: 'BAD_USER_INPUT' } });
  });
});
