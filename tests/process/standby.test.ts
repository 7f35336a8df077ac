import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startEmbedded } from '../../src/dev/embedded/embedded.ts';
import { roleNames, withClient } from '../../src/kernel/database/roles.ts';
import { dataFolder, runProgram, startProcess } from './server-process.ts';

const CHECK = 'dist/commands/check-invariants.js';

test('the invariants are checked on a standby, which only reads, by the platform role or by the backup role alone', async () => {
  const [primary, copy] = [dataFolder(), dataFolder()];
  try {
    const server = await startProcess({ DATA_DIR: primary.path, DEMO: 'off', DURABLE: 'off' });
    await server.ready();
    await server.stop();
    const folder = join(copy.path, 'postgres');
    execFileSync('cp', ['-a', join(primary.path, 'postgres'), folder]);
    // With this file PostgreSQL starts as a standby. Copied, so that it has the owner of the others.
    execFileSync('cp', ['-a', join(folder, 'PG_VERSION'), join(folder, 'standby.signal')]);
    const { superuser, roles } = JSON.parse(readFileSync(join(primary.path, 'secrets.json'), 'utf8'));
    const standby = await startEmbedded({ folder, superuserPassword: superuser, durable: false });
    const urlOf = (role: keyof typeof roleNames): string => standby.url(roleNames[role], roles[role], 'dapur');
    try {
      await expect(withClient(urlOf('platform'), (client) => client.query('delete from event'))).rejects.toMatchObject({ code: '25006' });
      const ways: Record<string, string>[] = [{ DATABASE_PLATFORM_URL: urlOf('platform') }, { DATABASE_URL: urlOf('backup') }];
      for (const environment of ways) {
        const checked = await runProgram(CHECK, [], { NODE_ENV: 'production', ...environment });
        expect(checked).toMatchObject({ code: 0, stderr: '' });
        expect(checked.stdout).toMatch(/\nChecked on a standby, [\d.]+ s behind its primary\.\nAll \d+ invariants hold\.\n$/);
      }
    } finally {
      await standby.stop();
    }
  } finally {
    await primary.remove();
    await copy.remove();
  }
}, 120_000);
