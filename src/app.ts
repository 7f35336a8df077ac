// Before any decorated class is loaded.
import 'reflect-metadata';
import { type Logger, pino } from 'pino';
import { type Config, freshSecrets } from './config.ts';
import { seedDemo } from './dev/demo/demo.ts';
import { demoPictureRoute } from './dev/demo/demo-pictures.ts';
import { sandboxStart } from './dev/demo/sandbox-start.ts';
import { prepareEmbedded } from './dev/embedded/prepare.ts';
import { explorerRoutes } from './dev/explorers/sandbox.ts';
import { startServer } from './http/server.ts';
import { connectRedis } from './kernel/concurrency/redis.ts';
import { migrate, migrationDeadlines } from './kernel/database/migrate.ts';
import { type Orm, openOrm } from './kernel/database/orm.ts';
import { checkRoles, grantPrivileges, hasPrivileges, roleOf, withClient } from './kernel/database/roles.ts';
import { openServerSecret } from './kernel/database/server-secret.ts';
import { sqlState } from './kernel/database/sql-state.ts';
import { FeedHub } from './kernel/events/feed-hub.ts';
import { type Hints, noHints, redisHints } from './kernel/events/hints.ts';
import { eventLog } from './kernel/feeds/event-log.ts';
import { makeMailTransport } from './kernel/mail/choose-transport.ts';
import { watchMails } from './kernel/mail/watch-mails.ts';
import type { Services } from './kernel/request/context.ts';
import { makeFaults } from './kernel/request/fault-point.ts';
import { startRetention } from './kernel/retention.ts';
import { makeVault, type VaultKey } from './kernel/secrets/vault.ts';
import { type Clock, systemClock } from './kernel/values/clock.ts';
import { StartupError } from './kernel/values/startup-error.ts';
import { migrations } from './migrations.ts';
import { makeGateways } from './modules/payments/index.ts';
import { entities, mailTexts, modules, nodes, retention } from './modules.ts';
import { reactions } from './reactions.ts';
import { makeSchema } from './schema.ts';

export interface App {
  readonly url: string;
  readonly services: Services;
  /** Whether this start created the demo brands. */
  readonly seeded: boolean;
  /** Stops everything that this start began, in order, within a deadline. */
  stop(): Promise<void>;
}

interface Database {
  readonly runtime: string;
  readonly platform: string;
  readonly owner: string | null;
  readonly jwtPrivateKey: string | null;
  readonly credentialsKeys: readonly VaultKey[] | null;
  stop(): Promise<void>;
}

const STOP_DEADLINE_MS = 8000;

export interface StartOptions {
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Cancels the start: what it has begun is undone, and the start fails with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called with each step, in words for a person who waits. */
  readonly tell?: Tell;
}

type Tell = (step: string) => void;

const untold: Tell = () => undefined;

/** The composition root: objects are made here and passed down; no code below fetches them. */
export async function startApp(config: Config, { clock, signal, tell = untold, ...overrides }: StartOptions = {}): Promise<App> {
  const undo: (() => Promise<void> | void)[] = [];
  const stop = (): Promise<void> => inReverse(undo);
  try {
    const logger = overrides.logger ?? pino({ level: config.logLevel, redact: ['*.password', '*.token', '*.authorization', '*.refreshToken'] });
    const database = await openDatabase(config, logger, tell, signal);
    undo.push(database.stop);
    signal?.throwIfAborted();
    if (database.owner) await migrateAndGrant(database.owner, database, config.database ? 'DATABASE_MIGRATION_URL' : 'embedded PostgreSQL', tell);
    signal?.throwIfAborted();
    await checkRoles(database.runtime, database.platform);
    const { references: lightReferences, preparedStatements: prepared } = config.fastPaths;
    const orm = await connect(undo, { url: database.runtime, poolSize: config.databasePool, applicationName: 'dapur', lightReferences, prepared, logger });
    const platformOrm = await connect(undo, { url: database.platform, poolSize: 3, applicationName: 'dapur-platform', lightReferences, prepared, logger });
    const hints: Hints = config.redisUrl ? redisHints(config.redisUrl, logger) : noHints;
    undo.push(hints.stop);
    const feeds = new FeedHub({ ...config, source: eventLog({ orm, platformOrm }), hints, logger });
    undo.push(() => feeds.stop());
    let ownUrl = config.publicUrl;
    const vault = makeVault(database.credentialsKeys ?? [freshSecrets.vaultKey()], database.credentialsKeys !== null);
    const shared = config.redisUrl ? connectRedis(config.redisUrl, logger) : null;
    undo.push(() => shared?.stop());
    const secret = await openServerSecret(platformOrm, vault);
    const services: Services = {
      clock: clock ?? systemClock,
      logger,
      orm,
      platformOrm,
      feeds,
      reactions,
      nodes,
      gateways: makeGateways(config, () => services),
      vault,
      secret,
      faults: makeFaults(config.faults),
      sharedStore: shared,
      ownUrl: () => ownUrl,
      settings: { ...config, jwtPrivateKey: database.jwtPrivateKey ?? freshSecrets.signingKey() },
    };
    undo.push(startRetention(services, retention));
    for (const start of modules.flatMap((module) => module.start ?? [])) undo.push(start(services));
    const transport = makeMailTransport({ ...config, logsLinks: config.database === null }, logger);
    if (transport) undo.push(transport.stop, watchMails(services, { transport, texts: mailTexts, deadlineMilliseconds: config.mailDeadlineMilliseconds }));
    const seeded = config.demo && (await seed(services, tell));
    signal?.throwIfAborted();
    const server = await startServer({
      services,
      schema: await makeSchema(),
      ...config,
      migrations: migrations.map(({ name }) => name),
      routes: [
        ...modules.flatMap(({ routes }) => routes ?? []),
        ...(config.hasSandbox ? [explorerRoutes(() => sandboxStart(services))] : []),
        ...(config.production ? [] : [demoPictureRoute]),
      ],
      hasHome: config.hasSandbox,
    });
    undo.push(server.stop);
    ownUrl ??= server.url;
    if (!vault.lasts) logger.warn('CREDENTIALS_KEYS is not set: what it seals, PINs and mailed links of this start end with it');
    signal?.throwIfAborted();
    return { url: server.url, services, seeded, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function connect(
  undo: (() => Promise<void> | void)[],
  settings: { url: string; poolSize: number; applicationName: string; lightReferences: boolean; prepared: boolean; logger: Logger },
): Promise<Orm> {
  const orm = await openOrm({ ...settings, entities });
  undo.push(() => orm.close(true));
  return orm;
}

const UNDEFINED_TABLE = '42P01';

async function seed(services: Services, tell: Tell): Promise<boolean> {
  try {
    return await seedDemo(services, tell);
  } catch (error) {
    if (sqlState(error) !== UNDEFINED_TABLE) throw error;
    throw new StartupError('DEMO: the database lacks its tables; set DATABASE_MIGRATION_URL, or run npm run migrate first.');
  }
}

async function openDatabase(config: Config, logger: Logger, tell: Tell, signal: AbortSignal | undefined): Promise<Database> {
  const { jwtPrivateKey, credentialsKeys } = config;
  if (config.database) return { ...config.database, jwtPrivateKey, credentialsKeys, stop: async () => undefined };
  const embedded = await prepareEmbedded(config.dataDir, freshSecrets, {
    durable: config.durable,
    signal,
    tell,
    watcher: {
      onEnd: () => logger.error('the embedded PostgreSQL has ended by itself; it is started again'),
      onCannotTell: seldom((code) => logger.error({ code }, WHY_SHORT[code] ?? 'whether the embedded PostgreSQL runs cannot be told')),
    },
  });
  return { ...embedded, jwtPrivateKey: jwtPrivateKey ?? embedded.jwtPrivateKey, credentialsKeys: credentialsKeys ?? [embedded.credentialsKey] };
}

const NO_DESCRIPTORS = 'there are no file descriptors left (ulimit -n): connections are turned away; the embedded PostgreSQL is not looked after';
const WHY_SHORT: Readonly<Record<string, string>> = { EMFILE: NO_DESCRIPTORS, ENFILE: NO_DESCRIPTORS };

/** Calls `tell` at most once a minute. */
function seldom<A>(tell: (about: A) => void): (about: A) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (about) => {
    if (performance.now() - toldAt < 60_000) return;
    toldAt = performance.now();
    tell(about);
  };
}

/** Migrates as the owner and gives the other roles their rights; returns the names of the migrations that ran. `what` names the URL in errors. */
export async function migrateAndGrant(
  ownerUrl: string,
  roles: { readonly runtime: string; readonly platform: string },
  what: string,
  tell: Tell = untold,
): Promise<string[]> {
  await withClient(ownerUrl, async () => undefined, what);
  const owner = await openOrm({ url: ownerUrl, entities, poolSize: 3, migrations, deadlines: migrationDeadlines });
  try {
    const [runtime, platform] = [roleOf(roles.runtime), roleOf(roles.platform)];
    const grant = async (migrated: boolean): Promise<void> => {
      if (migrated || !(await hasPrivileges(ownerUrl, runtime))) await grantPrivileges(ownerUrl, runtime, platform);
    };
    return await migrate(owner, migrations, grant, () => tell('Migrating the database'));
  } catch (error) {
    throw error instanceof StartupError ? error : new StartupError(`${what}: migrating failed: ${(error as Error).message.split('\n')[0]}`);
  } finally {
    await owner.close(true);
  }
}

/** Undoes the start, last step first. A step that hangs (e.g. after a crash of the database) is abandoned at the deadline. */
async function inReverse(undo: (() => Promise<void> | void)[]): Promise<void> {
  const deadline = Date.now() + STOP_DEADLINE_MS;
  for (const step of undo.splice(0).reverse()) {
    const left = Math.max(deadline - Date.now(), 500);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((done) => {
      timer = setTimeout(done, left);
    });
    await Promise.race([Promise.resolve().then(step), late]).catch(() => undefined);
    clearTimeout(timer);
  }
}
