import type { Client, Pool } from './driver.ts';
import { sqlState } from './sql-state.ts';

/** How long an answer may be waited for, while nothing else is heard either, until the database is asked whether it is there. */
const SILENT_MS = 900;
/** How long it may take to say so. With it nobody waits for more than two seconds. */
const PROBE_MS = 800;
const LOOK_MS = 200;
/** On a machine that is busy with other things both are as many times what answers usually take, up to a limit. */
const USUAL_TIMES = 20;
const MOST_MS = 8000;
/** What answers usually take follows the last of them, the quick ones more: some wait for locks, or have much to do. */
const WEIGHT = { quicker: 1 / 4, slower: 1 / 32 } as const;

/** The connection was lost, or nobody is there: as PostgreSQL's SQLSTATE class of connection exceptions. */
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
 * its deadline. When nothing is heard of it for a second although somebody waits, it is asked on a connection of its
 * own; if that is not answered either, the circuit opens: whoever waits and whoever comes fails at once, and all
 * connections are given up, since some may be dead for good. It is asked again until it answers, and then the circuit closes.
 * A statement that takes long, or waits for a lock, is nobody's silence: the probe is answered.
 */
export class Circuit {
  readonly #pool: Pool;
  readonly #onChange: (isOpen: boolean) => void;
  readonly #clients = new Set<Client>();
  /** In the order in which they began. */
  readonly #waits = new Set<Wait>();
  readonly #timer: NodeJS.Timeout;
  /** Null: never, so nobody can say that it is silent now. */
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

  /** A connection that is waited for; fails when the circuit opens before it is there. */
  connecting(client: Promise<Client>): Promise<Client> {
    return new Promise((done, fail) => {
      const wait = { since: performance.now(), fail };
      this.#waits.add(wait);
      client.then(
        (connected) => {
          // Whoever wanted it has gone.
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

  /** A statement whose answer is waited for; it fails by itself when its connection is given up. */
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
    // What was heard in the meantime counts too: a probe of a busy process may come late.
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

/** It is starting, stopping or recovering: it answers, but not what it is asked. */
const IS_NOT_SERVING = /^57P0/;
