import type { Client, Pool } from './driver.ts';
import { sqlState } from './sql-state.ts';

/** How long a statement may wait for its answer, while nothing else is heard either, before the database is probed. */
const SILENT_MS = 900;
/** How long the probe may take. With SILENT_MS a request waits for less than two seconds. */
const PROBE_MS = 800;
const LOOK_MS = 200;
/** On a busy machine both times grow to this multiple of the usual answer time, up to MOST_MS. */
const USUAL_TIMES = 20;
const MOST_MS = 8000;
/** The usual answer time follows the last answers, quick ones more: slow ones wait for locks, or have much to do. */
const WEIGHT = { quicker: 1 / 4, slower: 1 / 32 } as const;

/** The connection was lost, or there is no server. The code is PostgreSQL's SQLSTATE of connection exceptions. */
class DatabaseAway extends Error {
  readonly code = '08006';

  constructor() {
    super('The database does not answer.');
  }
}

interface Wait {
  readonly since: number;
  fail(error: Error): void;
}

/**
 * The circuit breaker of a pool: a PostgreSQL that neither answers nor refuses must not keep every request waiting for
 * its deadline. When a request waits and nothing is heard of the database for a second, it is probed on a separate
 * connection. If the probe is not answered either, the circuit opens: waiting and new requests fail at once, and all
 * connections are closed, since some may be dead for good. Probes go on until one is answered, and then the circuit
 * closes. A statement that takes long, or waits for a lock, does not open the circuit: the probe is answered.
 */
export class Circuit {
  readonly #pool: Pool;
  readonly #onChange: (isOpen: boolean) => void;
  readonly #clients = new Set<Client>();
  /** In the order in which the waits began. */
  readonly #waits = new Set<Wait>();
  readonly #timer: NodeJS.Timeout;
  /** When the database last answered. Null: never yet, so its silence has no meaning. */
  #heardAt: number | null = null;
  #usual = 0;
  #isOpen = false;
  #isProbing = false;

  constructor(pool: Pool, onChange: (isOpen: boolean) => void) {
    this.#pool = pool;
    this.#onChange = onChange;
    pool.on('connect', (client) => this.#clients.add(client));
    pool.on('remove', (client) => this.#clients.delete(client));
    this.#timer = setInterval(() => void this.#look(), LOOK_MS).unref();
  }

  /** @throws DatabaseAway while it is open */
  check(): void {
    if (this.#isOpen) throw new DatabaseAway();
  }

  /** Waits for a connection; fails when the circuit opens before the connection is there. */
  connecting(client: Promise<Client>): Promise<Client> {
    return new Promise((done, fail) => {
      const wait = { since: performance.now(), fail };
      this.#waits.add(wait);
      client.then(
        (connected) => {
          // The circuit has opened meanwhile: the request that wanted this connection has failed.
          if (!this.#waits.delete(wait)) connected.release(true);
          done(connected);
        },
        (error: Error) => {
          this.#waits.delete(wait);
          fail(error);
        },
      );
    });
  }

  /** Registers a statement that waits for its answer. The statement fails by itself when its connection is closed. */
  asking(answer: Promise<unknown>): void {
    const wait = { since: performance.now(), fail: () => undefined };
    this.#waits.add(wait);
    const settled = (isHeard: boolean): void => {
      this.#waits.delete(wait);
      if (isHeard) this.#heard(wait.since);
    };
    answer.then(
      () => settled(true),
      (error: unknown) => settled(sqlState(error) !== undefined),
    );
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.#isProbing || !(this.#isOpen || this.#isSilent())) return;
    this.#isProbing = true;
    const began = performance.now();
    // An answer to another statement counts too: a busy process may see the answer of the probe too late.
    const isThere = (await this.#probe()) || (this.#heardAt ?? 0) > began;
    this.#isProbing = false;
    if (isThere) this.#heardAt = performance.now();
    if (isThere === this.#isOpen) this.#turn(!isThere);
  }

  #heard(since: number): void {
    const now = performance.now();
    const took = now - since;
    const weight = this.#heardAt === null ? 1 : took < this.#usual ? WEIGHT.quicker : WEIGHT.slower;
    this.#usual += weight * (took - this.#usual);
    this.#heardAt = now;
  }

  #isSilent(): boolean {
    if (this.#heardAt === null) return false;
    const [longest] = this.#waits;
    const long = performance.now() - this.#atLeast(SILENT_MS);
    return longest !== undefined && longest.since < long && this.#heardAt < long;
  }

  #atLeast(milliseconds: number): number {
    return Math.min(Math.max(milliseconds, USUAL_TIMES * this.#usual), MOST_MS);
  }

  async #probe(): Promise<boolean> {
    const { options } = this.#pool;
    const deadline = this.#atLeast(PROBE_MS);
    const client = new this.#pool.Client({ ...options, password: options.password, connectionTimeoutMillis: deadline, query_timeout: deadline });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } catch (error) {
      const state = sqlState(error);
      return state !== undefined && !IS_NOT_SERVING.test(state);
    } finally {
      client.connection.stream.destroy();
    }
  }

  #turn(isOpen: boolean): void {
    this.#isOpen = isOpen;
    this.#onChange(isOpen);
    if (!isOpen) return;
    for (const wait of [...this.#waits]) {
      this.#waits.delete(wait);
      wait.fail(new DatabaseAway());
    }
    for (const client of this.#clients) client.connection.stream.destroy();
  }
}

/** The server is starting, stopping or recovering: it answers, but runs no statements. */
const IS_NOT_SERVING = /^57P0/;
