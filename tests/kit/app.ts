import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type DestinationStream, pino } from 'pino';
import { type App, startApp } from '../../src/app.ts';
import { type Config, newSigningKey, readConfig } from '../../src/config.ts';
import { checkInvariants, formatViolations } from '../../src/kernel/check-invariants.ts';
import { withClient } from '../../src/kernel/database/roles.ts';
import { connectionInvariants } from '../../src/kernel/invariants.ts';
import type { Clock } from '../../src/kernel/values/clock.ts';
import { PlatformUser } from '../../src/modules/identity/index.ts';
import { invariants } from '../../src/modules.ts';
import { PASSWORD } from './client.ts';
import { quickHash } from './quick-hash.ts';
import { cloneDatabase, type TestDatabase } from './test-database.ts';

/** A server of the test, on its own database. */
export interface TestApp extends App {
  readonly config: Config;
  /** Moves the server's clock. */
  readonly clock: TestClock;
  /** Runs SQL as superuser, past row-level security. For reading; set-up goes through the API where it can. */
  sql<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** For a second node on the same database. */
  readonly database: TestDatabase;
}

/** The real time plus an offset. */
export class TestClock implements Clock {
  #offset = 0;
  now(): Date {
    return new Date(Date.now() + this.#offset);
  }
  advance(milliseconds: number): void {
    this.#offset += milliseconds;
  }
}

export interface TestAppOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Database of another test app: two nodes on one database. */
  readonly database?: TestDatabase;
  /** Starts without tenants, for tests that list or count all of them. */
  readonly empty?: true;
  /** Connects to PostgreSQL itself, also where a run has a pooler; see {@link cloneDatabase}. */
  readonly direct?: true;
  /** Receives all log entries, at the finest level. */
  readonly log?: DestinationStream;
  /** False: the test corrupts rows, so the invariants are not checked at the end. */
  readonly sound?: false;
}

const signingKey = newSigningKey();
const credentialsKeys = `test:${randomBytes(32).toString('base64')}`;

/** Environment of a process that serves the same database as a test's server. */
export const nodeSecrets = { JWT_PRIVATE_KEY: signingKey, CREDENTIALS_KEYS: credentialsKeys } as const;

/** Starts a server with a platform user `admin`. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.database ?? (await cloneDatabase(options));
  const config = readConfig({
    NODE_ENV: 'test',
    PORT: '0',
    DATABASE_URL: database.runtime,
    DATABASE_PLATFORM_URL: database.platform,
    DATABASE_POOL: '12',
    // Folder for mails.
    DATA_DIR: join(tmpdir(), 'dapur-tests', database.name),
    DEMO: 'off',
    ...nodeSecrets,
    ...options.environment,
  });
  const clock = new TestClock();
  const logger = options.log ? pino({ level: 'trace' }, options.log) : pino({ level: process.env.TEST_LOG ?? 'silent' });
  const app = await startApp(config, { clock, logger });
  await makeAdmin(app);
  const superuser = new pg.Pool({ connectionString: database.superuser, max: 4, idleTimeoutMillis: 0 });
  // A test may end connections of the database.
  superuser.on('error', () => undefined);
  return {
    ...app,
    config,
    clock,
    database,
    sql: async (text, values = []) => (await superuser.query(text, [...values])).rows,
    stop: async () => {
      try {
        if (options.sound !== false) await expectSound(database.superuser);
      } finally {
        await superuser.end();
        await app.stop();
        await rm(join(tmpdir(), 'dapur-tests', database.name), { recursive: true, force: true });
      }
    },
  };
}

/** All invariants must hold after a test file. */
async function expectSound(superuserUrl: string): Promise<void> {
  const broken = await brokenInvariants(superuserUrl);
  if (broken.length > 0) throw new Error(`after these tests the database breaks invariants:\n${broken.join('\n')}`);
}

/** Broken invariants, one per line. Those that foreign keys ensure are left out: they take as long as all others together. */
function brokenInvariants(superuserUrl: string): Promise<string[]> {
  const checkedInvariants = [...invariants.filter(({ generates }) => !generates), ...connectionInvariants];
  return withClient(superuserUrl, async (client) => formatViolations(await checkInvariants(client, checkedInvariants)));
}

async function makeAdmin(app: App): Promise<void> {
  const em = app.services.platformOrm.em.fork();
  if (await em.findOne(PlatformUser, { username: 'admin' })) return;
  em.create(PlatformUser, { username: 'admin', name: 'Platform admin', role: 'SUPER_ADMIN', passwordHash: await quickHash(PASSWORD) });
  await em.flush();
}
