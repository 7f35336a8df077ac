import { randomBytes } from 'node:crypto';
import { describe, expect, inject, test, vi } from 'vitest';
import { migrateAndGrant } from '../../src/app.ts';
import { migrate } from '../../src/kernel/database/migrate.ts';
import { openOrm } from '../../src/kernel/database/orm.ts';
import { roleNames, withClient } from '../../src/kernel/database/roles.ts';
import { migrations } from '../../src/migrations.ts';
import { entities } from '../../src/modules.ts';
import { addUser, PASSWORD, signedIn, useRestaurant } from '../kit/index.ts';

const { app, restaurant: ours } = useRestaurant();

const CREATE = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { email } userErrors { code field message } } }';
const account = (username: string, email: string) => ({ input: { username, email, name: username, password: PASSWORD, role: 'CUSTOMER' } });

describe('one mailbox', () => {
  test.each([
    ['a@bücher.example', ['a@xn--bcher-kva.example', 'A@BÜCHER.example', 'a@bücher.example.', ' a@BU\u0308CHER.EXAMPLE ', 'a@bücher。example']],
    ['josé@example.com', ['jose\u0301@example.com', 'JOSÉ@EXAMPLE.COM', 'josé@example.com.', 'jo\u200bsé@example.com']],
  ])('%s is one account, however it is written: to be made, and to sign in with', async (first, others) => {
    const username = `mailbox-${randomBytes(3).toString('hex')}`;
    const { createUser } = await ours.owner.ok(CREATE, account(username, first));
    for (const [index, email] of others.entries()) {
      const taken = { code: 'CONFLICT', field: ['email'], message: 'This email is taken.', details: null };
      expect(await ours.owner.failure(CREATE.replace('message', 'message details'), account(`${username}-${index}`, email)), email).toEqual(taken);
      const session = await signedIn(app.url, ours.slug, email, PASSWORD);
      expect((await session.ok('{ me { username email } }')).me).toEqual({ username, email: createUser.user.email });
    }
  });

  test('of a name in another script is another one', async () => {
    await addUser(ours.owner, { username: 'latin', email: 'anna@example.com', role: 'CUSTOMER' });
    await addUser(ours.owner, { username: 'cyrillic', email: 'аnna@example.com', role: 'CUSTOMER' });
  });
});

/** A database of the release before this migration, with users with these addresses. */
async function before(emails: Readonly<Record<string, string>>): Promise<{ owner: string; runtime: string; platform: string; superuser: string }> {
  const { port, superuserUrl, passwords } = inject('databaseServer');
  const name = `old_${randomBytes(6).toString('hex')}`;
  await withClient(superuserUrl, (client) => client.query(`create database ${name} owner ${roleNames.owner}`));
  const url = (role: keyof typeof roleNames): string => `postgres://${roleNames[role]}:${passwords[role]}@127.0.0.1:${port}/${name}`;
  const earlier = migrations.slice(
    0,
    migrations.findIndex((one) => one.name === 'one-mailbox-one-address'),
  );
  const orm = await openOrm({ url: url('owner'), entities, poolSize: 3, migrations: earlier });
  await migrate(orm, earlier, async () => undefined);
  await orm.close(true);
  const superuser = superuserUrl.replace(/\/postgres$/, `/${name}`);
  await withClient(superuser, async (client) => {
    await client.query(`insert into tenant (id, name, slug, currency, country, time_zone, locale, created_at, updated_at)
      values ('00000000-0000-4000-8000-000000000001', 'Old', 'old', 'IDR', 'ID', 'Asia/Jakarta', 'id-ID', now(), now())`);
    for (const [username, email] of Object.entries(emails)) {
      await client.query(
        `insert into "user" (id, tenant_id, username, email, name, password_hash, role, accessible_outlet_ids, created_at, updated_at)
        values (gen_random_uuid(), '00000000-0000-4000-8000-000000000001', $1, $2, 'Old', 'x', 'CUSTOMER', '{}', clock_timestamp(), now())`,
        [username === 'signed-up' ? email : username, email],
      );
    }
  });
  return { owner: url('owner'), runtime: url('runtime'), platform: url('platform'), superuser };
}

test('accounts of earlier releases get the normal form of their address; two of one mailbox both stay, and that is told', async () => {
  const database = await before({
    plain: 'plain@example.com',
    umlaut: 'b@bücher.example',
    dot: 'c@example.com.',
    'signed-up': 'jose\u0301@example.com',
    first: 'd@xn--bcher-kva.example',
    second: 'd@bücher.example',
  });
  const stderrWrite = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    await migrateAndGrant(database.owner, database, 'test');
    const users = await withClient(database.superuser, async (client) => {
      const { rows } = await client.query<{ id: string; username: string; email: string }>('select id, username, email from "user" order by created_at');
      return rows;
    });
    expect(users.map(({ username, email }) => [username, email])).toEqual([
      ['plain', 'plain@example.com'],
      ['umlaut', 'b@xn--bcher-kva.example'],
      ['dot', 'c@example.com'],
      ['josé@example.com', 'josé@example.com'],
      ['first', 'd@xn--bcher-kva.example'],
      ['second', 'd@bücher.example'],
    ]);
    expect(stderrWrite.mock.calls.map(([line]) => String(line))).toEqual([expect.stringContaining(`user ${users[5]?.id} keeps an e-mail address`)]);
  } finally {
    stderrWrite.mockRestore();
  }
});
