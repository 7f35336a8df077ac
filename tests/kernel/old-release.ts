import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { migrate } from '../../src/kernel/database/migrate.ts';
import { openOrm } from '../../src/kernel/database/orm.ts';
import { roleNames, withClient } from '../../src/kernel/database/roles.ts';
import { migrations } from '../../src/migrations.ts';
import { entities } from '../../src/modules.ts';

/** URLs of a database with the first `count` migrations, as that release left it. */
export async function oldRelease(count: number): Promise<{ owner: string; runtime: string; platform: string; superuser: string }> {
  const { port, superuserUrl, passwords } = inject('databaseServer');
  const name = `old_${randomBytes(6).toString('hex')}`;
  await withClient(superuserUrl, (client) => client.query(`create database ${name} owner ${roleNames.owner}`));
  const url = (role: keyof typeof roleNames): string => `postgres://${roleNames[role]}:${passwords[role]}@127.0.0.1:${port}/${name}`;
  const before = migrations.slice(0, count);
  const owner = url('owner');
  const orm = await openOrm({ url: owner, entities, poolSize: 3, migrations: before });
  await migrate(orm, before, () => withClient(owner, (client) => client.query('select 1')).then(() => undefined));
  await orm.close(true);
  return { owner, runtime: url('runtime'), platform: url('platform'), superuser: superuserUrl.replace(/\/postgres$/, `/${name}`) };
}
