import { IsolationLevel, type SessionContext } from '@mikro-orm/core';
import type { PostgreSqlConnection } from '@mikro-orm/postgresql';
import type { limitConcurrency } from '../concurrency/limit-concurrency.ts';
import { isConsequence, isStalePlan } from './sql-state.ts';

/** After how long without a read the transaction ends: an operation that waits for something else needs no connection. */
const IDLE_MS = 500;

/** What a transaction begins with: the tenant, and the reads that may share it. */
export interface Scope extends SessionContext {
  /** Null: the read has a transaction of its own. */
  readonly reads?: OperationReads | null;
  /** The transaction has one statement, of which only PostgreSQL knows whether it writes. */
  readonly isLone?: boolean;
}

/** A transaction as the library passes it on; it does not look inside. */
export type Opaque = Awaited<ReturnType<PostgreSqlConnection['begin']>>;

/** The part of a connection that is used. */
type Connection = Pick<PostgreSqlConnection, 'begin' | 'commit' | 'transactional'>;
type Read<T> = (transaction: Opaque) => Promise<T>;

/**
 * The reads of one operation, in one read-only transaction on one snapshot: all fields of an answer show the same moment,
 * and no read begins and commits for itself. The transaction begins with the first read; after a failed read, those behind it
 * are repeated, each in a transaction of its own.
 */
export class OperationReads {
  readonly #limit: ReturnType<typeof limitConcurrency>;
  #current: ReadTransaction | null = null;
  #isOver = false;

  /** @param limit lets only so many operations hold a connection that the rest of the server keeps some: a read may wait for one that needs another */
  constructor(limit: ReturnType<typeof limitConcurrency>) {
    this.#limit = limit;
  }

  async run<T>(connection: Connection, scope: Scope, read: Read<T>): Promise<T> {
    const own: Scope = { ...scope, reads: null };
    const alone = (): Promise<T> => connection.transactional(read, { sessionContext: own });
    if (this.#isOver) return alone();
    if (!this.#current || this.#current.isEnding) this.#current = new ReadTransaction(connection, own, this.#limit);
    const current = this.#current;
    try {
      return await current.run(read);
    } catch (error) {
      current.end();
      if (!isConsequence(error) && !isStalePlan(error)) throw error;
      return alone();
    }
  }

  /** Ends the transaction once no read is under way; later reads have transactions of their own. */
  end(): void {
    this.#isOver = true;
    this.#current?.end();
  }
}

/** One transaction of several reads. */
class ReadTransaction {
  readonly #begun: Promise<Opaque>;
  readonly #idle: NodeJS.Timeout;
  #free: () => void = () => undefined;
  #running = 0;
  isEnding = false;

  constructor(connection: Connection, scope: Scope, limit: ReturnType<typeof limitConcurrency>) {
    const over = new Promise<void>((done) => (this.#free = done));
    this.#begun = new Promise((begun, fail) => {
      const held = limit(async () => {
        const transaction = await connection.begin({ readOnly: true, isolationLevel: IsolationLevel.REPEATABLE_READ, sessionContext: scope });
        begun(transaction);
        await over;
        // Nothing was written: whether the end is heard of does not matter.
        void connection.commit(transaction).catch(() => undefined);
      });
      held.catch(fail);
    });
    this.#begun.catch(() => undefined);
    this.#idle = setTimeout(() => this.#running === 0 && this.end(), IDLE_MS).unref();
  }

  async run<T>(read: Read<T>): Promise<T> {
    this.#running += 1;
    try {
      return await read(await this.#begun);
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#rest();
    }
  }

  end(): void {
    this.isEnding = true;
    clearTimeout(this.#idle);
    if (this.#running === 0) this.#free();
  }

  #rest(): void {
    if (this.isEnding) this.#free();
    else this.#idle.refresh();
  }
}
