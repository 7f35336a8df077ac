/** What is used of a pool of the driver. */
export interface Pool {
  connect(): Promise<Client>;
}

interface Client {
  query(...given: unknown[]): unknown;
  release(error?: Error | boolean): void;
}

const TRANSACTION_CONTROL = /^(begin|start transaction|commit|rollback)\b/;
const TIMED_OUT = 'Query read timeout';

/**
 * Takes connections that can no longer be trusted out of the pool. Kysely never gives one back whose `begin`, `commit`
 * or `rollback` failed: a database that stalls for a moment would leave the pool empty for ever. And one whose query was
 * given up is still busy with it: whatever came next would wait behind it, or run in a transaction that is not its own.
 */
export function discardBroken(pool: Pool): void {
  const connect = pool.connect.bind(pool);
  pool.connect = async () => watched(await connect());
}

function watched(client: Client): Client {
  const release = client.release.bind(client);
  let isOut = true;
  const giveBack = (error?: Error | boolean): void => {
    if (!isOut) return;
    isOut = false;
    Reflect.deleteProperty(client, 'query');
    release(error);
  };
  client.release = giveBack;
  client.query = (...given) => {
    const { query } = Object.getPrototypeOf(client) as Client;
    const result = query.apply(client, given);
    const [text] = given;
    if (result instanceof Promise) {
      result.catch((error: Error) => {
        if (error.message === TIMED_OUT || (typeof text === 'string' && TRANSACTION_CONTROL.test(text))) giveBack(true);
      });
    }
    return result;
  };
  return client;
}
