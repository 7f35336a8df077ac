import { beforeConnect } from '../concurrency/before-connect.ts';
import { Circuit } from './circuit.ts';
import type { Client, Pool } from './driver.ts';
import { guardProtocol, ProtocolViolation } from './guard-protocol.ts';
import { sqlState } from './sql-state.ts';

const TRANSACTION_CONTROL = /^(begin|start transaction|commit|rollback)\b/;
const TIMED_OUT = 'Query read timeout';
/** The driver throws these when it cannot parse an answer. */
const UNREADABLE = [TypeError, RangeError, SyntaxError] as const;
/** Requests that may wait for each connection: some tenths of a second at the pace of orders. */
const WAITING_PER_CONNECTION = 50;

/** Too many requests wait. The code is PostgreSQL's "too many connections". */
class PoolIsFull extends Error {
  readonly code = '53300';
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
  const [connect, end] = [pool.connect.bind(pool), pool.end.bind(pool)];
  pool.connect = async () => {
    await beforeConnect();
    circuit.check();
    if (pool.waitingCount >= WAITING_PER_CONNECTION * pool.options.max) throw new PoolIsFull('Too many wait for a connection to the database.');
    return watched(await circuit.connecting(connect().catch(refused)), circuit);
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

function watched(client: Client, circuit: Circuit): Client {
  const release = client.release.bind(client);
  let isOut = true;
  const releaseClient = (error?: Error | boolean): void => {
    if (!isOut) return;
    isOut = false;
    Reflect.deleteProperty(client, 'query');
    release(error);
  };
  client.release = releaseClient;
  client.query = (...args) => {
    const { query } = Object.getPrototypeOf(client) as Client;
    const result = query.apply(client, args);
    const [text] = args;
    if (!(result instanceof Promise)) return result;
    circuit.asking(result);
    return result.catch((error: Error) => {
      const isControl = typeof text === 'string' && TRANSACTION_CONTROL.test(text);
      // Without a SQLSTATE the error is not the server's, and the state of the connection is unknown.
      if (error.message === TIMED_OUT || isControl || sqlState(error) === undefined) releaseClient(true);
      throw UNREADABLE.some((kind) => error instanceof kind) ? new ProtocolViolation('An answer of the database cannot be read.', { cause: error }) : error;
    });
  };
  return client;
}
