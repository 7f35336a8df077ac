import type { Constructor } from '@mikro-orm/core';
import { type Migration, Migrator } from '@mikro-orm/migrations';
import { DataloaderType, type EntityClass, MikroORM, type Options, type PostgreSqlDriver } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { Driver, type Gate } from './connection.ts';
import { type Pool } from './driver.ts';
import { guardPool } from './pool.ts';
import { lightenReferences, restoreReferences } from './references.ts';
import { ScopedEm } from './scoped-em.ts';

/** Deadlines of one connection, in milliseconds: a stalled PostgreSQL must fail requests, not hang them. */
export const databaseDeadlines = {
  connectionTimeoutMillis: 3000,
  statement_timeout: 8000,
  query_timeout: 9000,
  lock_timeout: 5000,
  idle_in_transaction_session_timeout: 10_000,
} as const;

/** Those of them that PostgreSQL itself keeps. A pooler may drop them, see {@link inspectPooler}. */
export const SERVER_DEADLINES = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'] as const;

/** What each connection of the server asks for when it begins. */
export function connectionOptions({ deadlines, applicationName = 'dapur' }: Pick<OrmSettings, 'deadlines' | 'applicationName'> = {}) {
  return { ...databaseDeadlines, ...deadlines, application_name: applicationName, keepAlive: true };
}

export interface OrmSettings {
  readonly url: string;
  readonly entities: readonly unknown[];
  readonly poolSize: number;
  readonly deadlines?: Partial<Record<keyof typeof databaseDeadlines, number>>;
  readonly applicationName?: string;
  /** For the owner, who migrates. */
  readonly migrations?: readonly { readonly name: string; readonly class: Constructor<Migration> }[];
  readonly logger?: Logger;
  /** False: references are as the library makes them, in the whole process. */
  readonly lightReferences?: boolean;
  /** Answers false: the text of a statement holds its values, and each statement is planned again. */
  readonly isPrepared?: () => boolean;
  /** Asks at the beginning of each transaction of a tenant whether this cell serves it; for the runtime role of a cell. */
  readonly gate?: Gate | null;
}

/** The one MikroORM configuration: same mapping for every role, only the connection differs. */
export function ormOptions(settings: OrmSettings): Options<ScopedEm> {
  return {
    driver: Driver,
    entityManager: ScopedEm,
    clientUrl: settings.url,
    entities: [...settings.entities] as EntityClass[],
    extensions: [Migrator],
    // The filter on each entity is enough; joining every to-one target for its tenant costs a join per relation.
    filtersOnRelations: false,
    autoJoinRefsForFilters: false,
    dataloader: DataloaderType.ALL,
    // Entities have plain properties; accessors for each property would cost more than reading does.
    propagationOnPrototype: false,
    pool: { min: 0, max: settings.poolSize, idleTimeoutMillis: 30_000 },
    driverOptions: {
      ...connectionOptions(settings),
      // Statements are sent without waiting for the answers to those before.
      pipeline: true,
      isPrepared: settings.isPrepared ?? (() => true),
      gate: settings.gate ?? null,
      onPoolCreated: guarded(settings.logger),
    },
    forceUtcTimezone: true,
    discovery: { warnWhenNoEntities: false },
    migrations: {
      path: 'src/migrations',
      emit: 'ts',
      snapshot: true,
      // Only `migration:create` writes the snapshot: a start must not change files under version control.
      snapshotOnMigrate: false,
      snapshotName: '.snapshot',
      transactional: true,
      allOrNothing: true,
      disableForeignKeys: false,
      ...(settings.migrations && { migrationsList: [...settings.migrations] }),
      fileName: (timestamp: string, name?: string) => `${timestamp}${name ? `-${name}` : ''}`,
    },
    logger: (message: string) => settings.logger?.debug({ sql: true }, message),
  };
}

function guarded(logger: Logger | undefined): (pool: unknown) => void {
  const onCircuit = (isOpen: boolean): void => {
    if (isOpen) logger?.error('the database does not answer: requests are refused until it does');
    else logger?.info('the database answers again');
  };
  return (pool) => guardPool(pool as Pool, onCircuit);
}

export type Orm = MikroORM<ScopedEm>;

export function openOrm(settings: OrmSettings): Promise<Orm> {
  if (settings.lightReferences === false) restoreReferences();
  else lightenReferences();
  return MikroORM.init<PostgreSqlDriver, ScopedEm>(ormOptions(settings));
}
