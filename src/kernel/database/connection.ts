import type { Dictionary, DriverException, LogContext, QueryResult, Transaction } from '@mikro-orm/core';
import { PostgreSqlConnection, PostgreSqlDriver } from '@mikro-orm/postgresql';
import { RequestError } from '../values/errors.ts';
import { bind } from './bound-statement.ts';
import type { Answer, Client, Pool } from './driver.ts';
import type { Opaque, Scope } from './operation-reads.ts';
import { IN_FAILED_TRANSACTION, isStalePlan } from './sql-state.ts';
import { TENANT_SETTING } from './tenant-owned.ts';

type Begin = NonNullable<Parameters<PostgreSqlConnection['begin']>[0]>;
type Transactional = NonNullable<Parameters<PostgreSqlConnection['transactional']>[1]>;

/** The error for clients, if `cell_gate` refused a transaction. */
export type Gate = (error: unknown) => Error | undefined;

/** What `cell_gate` lets through while a tenant is frozen: reads; of a statement alone, which may be either, those that read. */
function kindOf(readOnly: boolean | undefined, scope: Scope | undefined): 'read' | 'any' | 'write' {
  if (readOnly) return 'read';
  return scope?.isLone ? 'any' : 'write';
}

/** A transaction on a connection of the pool, or a savepoint in one. */
interface Open {
  readonly client: Client;
  /** Null: the whole transaction. */
  readonly savepoint: string | null;
  isOver: boolean;
}

/**
 * The library's connection with fewer round trips: a statement of a transaction is sent at once, also when the one before has
 * not been answered, and the text of a statement does not hold its values.
 */
export class Connection extends PostgreSqlConnection {
  #savepoints = 0;
  #opened: Pool | null = null;

  /** Sets the tenant with `set local`, which ends with the transaction: a pooler may share the connection. */
  override async begin({ ctx, isolationLevel, readOnly, sessionContext, loggerContext }: Begin = {}): Promise<Opaque> {
    if (ctx) {
      const savepoint = `trx${(this.#savepoints += 1)}`;
      const { client } = ctx as unknown as Open;
      await this.#tell(client, `savepoint ${savepoint}`, loggerContext);
      return opaque({ client, savepoint, isOver: false });
    }
    const client = await (await this.#pool()).connect();
    const isolation = isolationLevel ? ` isolation level ${isolationLevel}` : '';
    const settings = Object.entries(sessionContext?.variables ?? {}).map(([name, value]) => `; set local ${name} = ${this.platform.quoteValue(String(value))}`);
    const passes = this.#gate && TENANT_SETTING in (sessionContext?.variables ?? {}) ? [`; select cell_gate('${kindOf(readOnly, sessionContext)}')`] : [];
    try {
      await this.#tell(client, ['begin', isolation, readOnly ? ' read only' : '', ...settings, ...passes].join(''), loggerContext);
    } catch (error) {
      const refused = this.#gate?.(error);
      // The pool has closed the connection if the error is another one.
      if (refused) await this.#tell(client, 'rollback', loggerContext).finally(() => client.release());
      throw refused ?? error;
    }
    return opaque({ client, savepoint: null, isOver: false });
  }

  /** @throws RolledBack when a statement of the transaction has failed: PostgreSQL answers such a commit without an error */
  override async commit(ctx: Opaque, _events?: unknown, loggerContext?: LogContext): Promise<void> {
    const done = await this.#end(ctx, (savepoint) => (savepoint === null ? 'commit' : `release savepoint ${savepoint}`), loggerContext);
    if (done === 'ROLLBACK') throw new RolledBack();
  }

  override async rollback(ctx: Opaque, _events?: unknown, loggerContext?: LogContext): Promise<void> {
    await this.#end(ctx, (savepoint) => (savepoint === null ? 'rollback' : `rollback to savepoint ${savepoint}`), loggerContext);
  }

  /** A read outside of a transaction joins the transaction of its operation, if there is one. */
  override transactional<T>(work: (transaction: Transaction<Opaque>) => Promise<T>, options: Transactional = {}): Promise<T> {
    const { reads } = (options.sessionContext ?? {}) as Scope;
    // Transactions of the unit of work have a broadcaster for their events.
    if (options.eventBroadcaster) return super.transactional(work, options);
    if (!reads) return planned(() => super.transactional(work, { ...options, sessionContext: { ...options.sessionContext, isLone: true } as Scope }));
    return reads.run(this, options.sessionContext as Scope, work as (transaction: Opaque) => Promise<T>);
  }

  override async execute<T extends QueryResult | Dictionary | Dictionary[] = Dictionary[]>(
    query: Parameters<PostgreSqlConnection['execute']>[0],
    params: readonly unknown[] | Dictionary<unknown> = [],
    method: 'all' | 'get' | 'run' = 'all',
    ctx?: Transaction,
    loggerContext?: LogContext,
  ): Promise<T> {
    if (typeof query !== 'string' || !Array.isArray(params)) throw new Error('A statement is a text with a list of parameters.');
    const open = ctx as unknown as Open | undefined;
    if (open?.isOver) throw new Error('The transaction has ended.');
    const on = (client: Client): Promise<T> => {
      const ask = async (): Promise<T> => this.transformRawResult<T>(rowsOf(await this.#ask(client, query, params)), method);
      return this.executeQuery(query, ask, { query, params, ...loggerContext } as LogContext);
    };
    return open ? on(open.client) : planned(() => this.#borrow(on));
  }

  async #borrow<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = await (await this.#pool()).connect();
    try {
      return await work(client);
    } finally {
      client.release();
    }
  }

  #ask(client: Client, query: string, params: readonly unknown[]): Promise<Answer> {
    if (!this.#isPrepared) return client.query(this.platform.formatQuery(query, params));
    const { text, values } = bind(query, params, (name) => this.platform.quoteIdentifier(name));
    return client.query(text, values);
  }

  /** Turns the error of a transaction that `cell_gate` refused into the error for clients; null: tenants do not move. */
  get #gate(): Gate | null {
    return (this.config.get('driverOptions') as { gate?: Gate | null }).gate ?? null;
  }

  get #isPrepared(): boolean {
    return (this.config.get('driverOptions') as { isPrepared?: () => boolean }).isPrepared?.() === true;
  }

  /** Returns what PostgreSQL has done; null: the transaction was over before. */
  async #end(ctx: Opaque, statement: (savepoint: string | null) => string, loggerContext?: LogContext): Promise<string | null> {
    const open = ctx as unknown as Open;
    if (open.isOver) return null;
    open.isOver = true;
    try {
      return await this.#tell(open.client, statement(open.savepoint), loggerContext);
    } finally {
      if (open.savepoint === null) open.client.release();
    }
  }

  async #tell(client: Client, statement: string, loggerContext?: LogContext): Promise<string> {
    const answer = client.query(statement);
    this.logQuery(statement, loggerContext);
    return (await answer).command;
  }

  /** The library ends the pool only if one of its own statements has used it. */
  override async close(force?: boolean): Promise<void> {
    await super.close(force);
    const pool = this.#opened;
    this.#opened = null;
    if (pool && !pool.ending) await pool.end();
  }

  async #pool(): Promise<Pool> {
    this.#opened ??= (await this.getNativeClient()) as unknown as Pool;
    return this.#opened;
  }
}

/** Runs one statement again whose plan was stale. */
async function planned<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isStalePlan(error)) throw error;
    return run();
  }
}

/** A transaction that was to be committed had failed before. The code is PostgreSQL's of a failed transaction. */
class RolledBack extends Error {
  readonly code = IN_FAILED_TRANSACTION;

  constructor() {
    super('The transaction was rolled back, because one of its statements had failed.');
  }
}

function opaque(open: Open): Opaque {
  return open as unknown as Opaque;
}

const WRITES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

function rowsOf({ command, rowCount, rows }: Answer): object {
  return { rows: rows ?? [], ...(WRITES.has(command) && { numAffectedRows: rowCount }) };
}

/** The library's driver with our connection. */
export class Driver extends PostgreSqlDriver {
  protected override readonly connection = new Connection(this.config);

  /** What the gate says is meant for clients: it stays what it is. */
  override convertException(error: Error): DriverException {
    return error instanceof RequestError ? (error as unknown as DriverException) : super.convertException(error);
  }
}
