// Before any decorated class is loaded.
import 'reflect-metadata';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Config, freshSecrets } from './config.ts';
import { seedDemo } from './dev/demo/demo.ts';
import { demoPictureRoute } from './dev/demo/demo-pictures.ts';
import { sandboxStart } from './dev/demo/sandbox-start.ts';
import type { EmbeddedDatabase } from './dev/embedded/prepare.ts';
import { explorerRoutes } from './dev/explorers/sandbox.ts';
import { startServer } from './http/server.ts';
import { gateError } from './kernel/cells/cell-errors.ts';
import { type CellSettings, Cells } from './kernel/cells/cells.ts';
import type { SharedStore } from './kernel/concurrency/redis.ts';
import { buildIndexes } from './kernel/database/build-indexes.ts';
import { migrate, migrationDeadlines } from './kernel/database/migrate.ts';
import { type Orm, type OrmSettings, openOrm } from './kernel/database/orm.ts';
import { type Pooler, refusePooler } from './kernel/database/pooler.ts';
import { checkRoles, grantPrivileges, hasPrivileges, roleOf, withClient } from './kernel/database/roles.ts';
import { openServerSecret } from './kernel/database/server-secret.ts';
import { isRefusedByGate, sqlState } from './kernel/database/sql-state.ts';
import { FeedHub } from './kernel/events/feed-hub.ts';
import { type Hints, noHints } from './kernel/events/hints.ts';
import { eventLog } from './kernel/feeds/event-log.ts';
import { makeLogger } from './kernel/logger.ts';
import { makeMailTransport } from './kernel/mail/choose-transport.ts';
import { watchMails } from './kernel/mail/watch-mails.ts';
import type { Services } from './kernel/request/context.ts';
import { makeFaults } from './kernel/request/fault-point.ts';
import { startRetention } from './kernel/retention.ts';
import { makeVault, type VaultKey } from './kernel/secrets/vault.ts';
import { type Clock, systemClock } from './kernel/values/clock.ts';
import { Phases } from './kernel/values/phases.ts';
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
}

const STOP_DEADLINE_MS = 8000;

export interface StartOptions {
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Cancels the start: what it has begun is undone, and the start fails with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called with each step, in words for a person who waits. */
  readonly tell?: Tell;
  /** The embedded PostgreSQL, which is being started; for a configuration that names no database. */
  readonly embedded?: Promise<EmbeddedDatabase> | null;
  /** Notes what the start spends its time on. */
  readonly phases?: Phases;
}

type Tell = (step: string) => void;

const untold: Tell = () => undefined;

/** The composition root: objects are made here and passed down; no code below fetches them. */
export async function startApp(
  config: Config,
  { clock, signal, embedded = null, tell = untold, phases = new Phases('load'), ...overrides }: StartOptions = {},
): Promise<App> {
  // A start of PostgreSQL that fails undoes itself.
  const undo: (() => Promise<void> | void)[] = [
    () =>
      embedded?.then(
        (opened) => opened.stop(),
        () => undefined,
      ),
  ];
  const stop = (): Promise<void> => inReverse(undo, STOP_DEADLINE_MS + 1000 * config.drainSeconds);
  const logger = overrides.logger ?? makeLogger(config.logLevel);
  try {
    // PostgreSQL, which may be starting, goes on meanwhile: the next step of its start gets its turn first.
    await nextTurn();
    phases.enter('schema');
    const schema = await makeSchema();
    phases.enter('database');
    const database = await openDatabase(config, embedded);
    signal?.throwIfAborted();
    phases.enter('migrate');
    if (database.owner) await migrateAndGrant(database.owner, database, config.database ? 'DATABASE_MIGRATION_URL' : 'embedded PostgreSQL', tell);
    signal?.throwIfAborted();
    phases.enter('connect');
    const checked = checkRoles(database.runtime, database.platform);
    // Awaited below: the database answers while the entities are discovered.
    checked.catch(() => undefined);
    const { references: lightReferences, preparedStatements } = config.fastPaths;
    const prepared = { runtime: preparedStatements, platform: preparedStatements };
    const cellSettings = cellSettingsOf(config);
    const gate = cellSettings && ((error: unknown) => (isRefusedByGate(error) ? gateError(error, cellSettings.cellUrls) : undefined));
    const orm = await connect(undo, {
      entities,
      url: database.runtime,
      poolSize: config.databasePool,
      applicationName: 'dapur',
      lightReferences,
      isPrepared: () => prepared.runtime,
      gate,
      logger,
    });
    const platformOrm = await connect(undo, {
      entities,
      url: database.platform,
      poolSize: 3,
      applicationName: 'dapur-platform',
      lightReferences,
      isPrepared: () => prepared.platform,
      gate: null,
      logger,
    });
    adapt(prepared, await checked, logger);
    const cells = cellSettings && new Cells(cellSettings, platformOrm, logger);
    undo.push(() => cells?.stop());
    await cells?.start();
    const { hints, shared } = await openRedis(config.redisUrl, logger);
    undo.push(hints.stop, () => shared?.stop());
    const feeds = new FeedHub({ ...config, source: eventLog({ orm, platformOrm }), hints, logger });
    undo.push(() => feeds.stop());
    let ownUrl = config.publicUrl;
    const vault = makeVault(database.credentialsKeys ?? [freshSecrets.vaultKey()], database.credentialsKeys !== null);
    const secret = await openServerSecret(platformOrm, vault, cells);
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
      cells,
      sharedStore: shared,
      ownUrl: () => ownUrl,
      settings: { ...config, jwtPrivateKey: database.jwtPrivateKey ?? freshSecrets.signingKey() },
    };
    undo.push(startRetention(services, retention));
    for (const start of modules.flatMap((module) => module.start ?? [])) undo.push(start(services));
    const transport = await makeMailTransport({ ...config, logsLinks: config.database === null }, logger);
    if (transport) undo.push(transport.stop, watchMails(services, { transport, texts: mailTexts, deadlineMilliseconds: config.mailDeadlineMilliseconds }));
    phases.enter('demo');
    const seeded = config.demo && (await seed(services, tell));
    signal?.throwIfAborted();
    phases.enter('listen');
    const server = await startServer({
      services,
      schema,
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
    // On a laptop the greeting says that it has started.
    logger[config.production ? 'info' : 'debug']({ milliseconds: phases.end() }, 'started');
    return { url: server.url, services, seeded, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function connect(undo: (() => Promise<void> | void)[], settings: OrmSettings): Promise<Orm> {
  const orm = await openOrm(settings);
  undo.push(() => orm.close(true));
  return orm;
}

/** Does without what a pooler does not keep, and says so once. */
function adapt(prepared: { runtime: boolean; platform: boolean }, poolers: Awaited<ReturnType<typeof checkRoles>>, logger: Logger): void {
  for (const [role, { keepsStatements, lacking }] of Object.entries(poolers) as ['runtime' | 'platform', Pooler][]) {
    if (!keepsStatements && prepared[role])
      logger.warn({ role }, 'the pooler keeps no prepared statements (PgBouncer from 1.21: max_prepared_statements): prepared-statements is off');
    prepared[role] &&= keepsStatements;
    if (lacking.length > 0) logger.warn({ role, lacking }, 'deadlines are not in force on connections that the pooler opened before; RECONNECT closes them');
  }
}

/** Its code is loaded only where it is configured: that takes a tenth of a second. */
async function openRedis(url: string | null, logger: Logger): Promise<{ readonly hints: Hints; readonly shared: SharedStore | null }> {
  if (url === null) return { hints: noHints, shared: null };
  const [{ redisHints }, { connectRedis }] = await Promise.all([import('./kernel/events/redis-hints.ts'), import('./kernel/concurrency/redis.ts')]);
  return { hints: redisHints(url, logger), shared: connectRedis(url, logger) };
}

/** Null: there is one cell. */
function cellSettingsOf({ cell, cellUrls, directoryUrl }: Config): CellSettings | null {
  return cell !== null && directoryUrl !== null ? { cell, cellUrls, directoryUrl } : null;
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

async function openDatabase({ database, jwtPrivateKey, credentialsKeys }: Config, embedded: Promise<EmbeddedDatabase> | null): Promise<Database> {
  if (database) return { ...database, jwtPrivateKey, credentialsKeys };
  const opened = await embedded;
  if (!opened) throw new Error('The configuration names no database, and there is no embedded one.');
  return { ...opened, jwtPrivateKey: jwtPrivateKey ?? opened.jwtPrivateKey, credentialsKeys: credentialsKeys ?? [opened.credentialsKey] };
}

/** Migrates as the owner and gives the other roles their rights; returns the names of the migrations that ran. `what` names the URL in errors. */
export async function migrateAndGrant(
  ownerUrl: string,
  roles: { readonly runtime: string; readonly platform: string },
  what: string,
  tell: Tell = untold,
): Promise<string[]> {
  await withClient(ownerUrl, (client) => refusePooler(client, what), what);
  // Migrations are SQL: they know no entities, and to discover them takes a while.
  const owner = await openOrm({ url: ownerUrl, entities: [], poolSize: 3, migrations, deadlines: migrationDeadlines });
  try {
    const [runtime, platform] = [roleOf(roles.runtime), roleOf(roles.platform)];
    const grant = async (migrated: boolean): Promise<void> => {
      if (migrated || !(await hasPrivileges(ownerUrl, runtime))) await grantPrivileges(ownerUrl, runtime, platform);
    };
    const done = await migrate(owner, migrations, grant, () => tell('Migrating the database'));
    await buildIndexes(
      owner,
      migrations.flatMap(({ indexes }) => indexes ?? []),
    );
    return done;
  } catch (error) {
    throw error instanceof StartupError ? error : new StartupError(`${what}: migrating failed: ${(error as Error).message.split('\n')[0]}`);
  } finally {
    await owner.close(true);
  }
}

/** Undoes the start, last step first. A step that hangs (e.g. after a crash of the database) is abandoned at the deadline. */
async function inReverse(undo: (() => Promise<void> | void)[], milliseconds: number): Promise<void> {
  const deadline = Date.now() + milliseconds;
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
