import { beforeConnect } from '../concurrency/before-connect.ts';
import { Circuit } from './circuit.ts';
import type { Answer, Client, Pool } from './driver.ts';
import { guardProtocol, ProtocolViolation } from './guard-protocol.ts';
import { isRefusedByGate, isStalePlan, sqlState } from './sql-state.ts';
import { StatementNames } from './statement-names.ts';

/** It returns nothing and fails only with its connection: the statement that follows need not wait for it. What asks the gate may be refused. */
const NOT_WAITED_FOR = /^begin\b(?!.*\bcell_gate\b)/;
const NOTHING = { command: 'BEGIN', rowCount: null, rows: [] } as const;
const TRANSACTION_CONTROL = /^(begin|commit|rollback)\b/;
const TIMED_OUT = 'Query read timeout';
/** The driver throws these when it cannot parse an answer. */
const UNREADABLE = [TypeError, RangeError, SyntaxError] as const;
/** Requests that may wait for each connection: some tenths of a second at the pace of orders. */
export const WAITING_PER_CONNECTION = 50;

/** Too many requests wait. The code is PostgreSQL's "too many connections". */
export class PoolIsFull extends Error {
  readonly code = '53300';

  constructor() {
    super('Too many wait for a connection to the database.');
  }
}

/**
 * Makes a pool safe to wait for: the number of waiting requests is limited, no request waits for a database that does not
 * answer (see {@link Circuit}), and connections in an unknown state are closed. Kysely never releases a connection whose
 * `begin`, `commit` or `rollback` failed: a database that stalls for a moment would leave the pool empty for ever. A
 * connection whose query timed out is still busy with it: the next statement would wait behind it, or run in another
 * request's transaction.
 */
export function guardPool(pool: Pool, onCircuit: (isOpen: boolean) => void): void {
  pool.Client = guardedClient(pool.Client);
  const circuit = new Circuit(pool, onCircuit);
  const names = new StatementNames();
  const [connect, end] = [pool.connect.bind(pool), pool.end.bind(pool)];
  pool.connect = async () => {
    await beforeConnect();
    circuit.check();
    if (pool.waitingCount >= WAITING_PER_CONNECTION * pool.options.max) throw new PoolIsFull();
    return watched(await circuit.connecting(connect().catch(refused)), circuit, names);
  };
  pool.end = () => {
    circuit.stop();
    return end();
  };
}

/** Clients of the pool, and of the circuit's probe, that no answer of the server can crash. */
function guardedClient(Client: Pool['Client']): Pool['Client'] {
  return class extends Client {
    constructor(options: Readonly<Record<string, unknown>>) {
      super(options);
      guardProtocol(this);
    }
  };
}

/** Any error without a SQLSTATE while connecting counts as a protocol violation: there is no database to talk to. */
function refused(error: unknown): never {
  throw sqlState(error) === undefined ? new ProtocolViolation('A connection to the database could not be made.', { cause: error }) : error;
}

const gathering = new WeakSet<Client['connection']['stream']>();

/** Statements that do not wait for each other leave in one packet: a system call costs as much as some of them. */
function gather(stream: Client['connection']['stream']): void {
  if (gathering.has(stream)) return;
  gathering.add(stream);
  stream.cork();
  process.nextTick(() => {
    gathering.delete(stream);
    stream.uncork();
  });
}

function watched(client: Client, circuit: Circuit, names: StatementNames): Client {
  const release = client.release.bind(client);
  let isOut = true;
  const releaseClient = (error?: Error | boolean): void => {
    if (!isOut) return;
    isOut = false;
    Reflect.deleteProperty(client, 'query');
    release(error);
  };
  client.release = releaseClient;
  client.query = (text, values) => {
    const { query } = Object.getPrototypeOf(client) as { query: (statement: unknown) => Promise<Answer> };
    gather(client.connection.stream);
    const name = values && values.length > 0 ? names.of(text) : undefined;
    const sent = query.call(client, values && values.length > 0 ? { name, text, values } : text);
    circuit.asking(sent);
    const answer = sent.catch((error: Error) => {
      if (isStalePlan(error)) names.renew(text, name);
      // Without a SQLSTATE the error is not the server's, and the state of the connection is unknown.
      const isUnknown = error.message === TIMED_OUT || sqlState(error) === undefined || (TRANSACTION_CONTROL.test(text) && !isRefusedByGate(error));
      if (isUnknown) releaseClient(true);
      throw UNREADABLE.some((kind) => error instanceof kind) ? new ProtocolViolation('An answer of the database cannot be read.', { cause: error }) : error;
    });
    if (!NOT_WAITED_FOR.test(text)) return answer;
    answer.catch(() => undefined);
    return Promise.resolve(NOTHING);
  };
  return client;
}
