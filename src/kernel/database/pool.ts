import { beforeConnect } from '../concurrency/before-connect.ts';
import { Circuit } from './circuit.ts';
import type { Client, Pool } from './driver.ts';
import { guardProtocol, ProtocolViolation } from './guard-protocol.ts';
import { sqlState } from './sql-state.ts';

const TRANSACTION_CONTROL = /^(begin|start transaction|commit|rollback)\b/;
const TIMED_OUT = 'Query read timeout';
/** What the driver throws where an answer is not what it must be. */
const UNREADABLE = [TypeError, RangeError, SyntaxError] as const;
/** How many may wait for each connection: some tenths of a second at the pace of orders. */
const WAITING_PER_CONNECTION = 50;

/** Too many wait: as PostgreSQL's own "too many connections". */
class PoolIsFull extends Error {
  readonly code = '53300';
}

/**
 * Makes a pool safe to wait for: only so many wait, nobody waits for a database that does not answer (see
 * {@link Circuit}), and connections that can no longer be trusted are taken out. Kysely never gives one back whose
 * `begin`, `commit` or `rollback` failed: a database that stalls for a moment would leave the pool empty for ever. And
 * one whose query was given up is still busy with it: whatever came next would wait behind it, or run in a transaction
 * that is not its own.
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

/** Clients of the pool, and of the circuit's probe, that no answer can harm. */
function guardedClient(Client: Pool['Client']): Pool['Client'] {
  return class extends Client {
    constructor(options: Readonly<Record<string, unknown>>) {
      super(options);
      guardProtocol(this);
    }
  };
}

/** Whatever goes wrong with making a connection: there is no database to talk to. */
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
      // Without a SQLSTATE it is not the server that says so: who knows what it will answer next.
      if (error.message === TIMED_OUT || isControl || sqlState(error) === undefined) releaseClient(true);
      throw UNREADABLE.some((kind) => error instanceof kind) ? new ProtocolViolation('An answer of the database cannot be read.', { cause: error }) : error;
    });
  };
  return client;
}
