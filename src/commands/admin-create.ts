// Before any decorated class is loaded.
import 'reflect-metadata';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { openOrm } from '../kernel/database/orm.ts';
import { StartupError } from '../kernel/values/startup-error.ts';
import { hashPassword, PlatformUser } from '../modules/identity/index.ts';
import { entities } from '../modules.ts';

const USAGE = 'npm run admin:create -- --username NAME [--email ADDRESS] [--name "FULL NAME"] (the password is asked for, or read from standard input)';

/** Creates a SUPER_ADMIN of the platform in the database of DATABASE_PLATFORM_URL. */
try {
  const { database } = readConfig(process.env, 'tool');
  if (!database) throw new StartupError('DATABASE_URL and DATABASE_PLATFORM_URL: are needed; the embedded database has its demo admin');
  const { values } = parseArgs({ options: { username: { type: 'string' }, email: { type: 'string' }, name: { type: 'string' } } });
  const username = values.username?.trim().toLowerCase() ?? '';
  if (!/^[a-z0-9][a-z0-9._-]{1,63}$/.test(username)) throw new StartupError(`--username: 2 to 64 letters, digits, dots, dashes and underscores. ${USAGE}`);
  const password = await askPassword();
  if (password.length < 10) throw new StartupError('the password needs at least 10 characters');
  // A pooler in between may keep no prepared statements.
  const orm = await openOrm({ url: database.platform, entities, poolSize: 1, isPrepared: () => false });
  try {
    const em = orm.em.fork();
    if (await em.findOne(PlatformUser, { username })) throw new StartupError(`--username: ${username} exists already`);
    em.create(PlatformUser, {
      username,
      email: values.email?.toLowerCase() ?? null,
      name: values.name ?? username,
      role: 'SUPER_ADMIN',
      passwordHash: await hashPassword(password),
    });
    await em.flush();
  } finally {
    await orm.close(true);
  }
  process.stdout.write(`Platform user ${username} (SUPER_ADMIN) was made. It signs in without the header X-Tenant-ID.\n`);
} catch (error) {
  const known = error instanceof StartupError || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS');
  if (!known) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}

async function askPassword(): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: process.stdin.isTTY });
  try {
    return (await lines.question('Password: ')).trim();
  } finally {
    lines.close();
  }
}
