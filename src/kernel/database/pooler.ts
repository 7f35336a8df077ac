import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { StartupError } from '../values/startup-error.ts';
import { databaseDeadlines, SERVER_DEADLINES } from './orm.ts';

/** What a pooler that stands between the server and PostgreSQL means for the server. Without one, everything is kept. */
export interface Pooler {
  /** Statements may have names: each client finds its own again, on each connection that it gets. */
  readonly keepsStatements: boolean;
  /** Deadlines that are not in force on connections to PostgreSQL that the pooler opened earlier. */
  readonly lacking: readonly string[];
}

type WithClient = <T>(work: (client: pg.Client) => Promise<T>) => Promise<T>;

const ATTEMPTS = 3;

/**
 * Looks through a connection at what is behind it. Deadlines that a pooler drops are set for the role instead, in this
 * database; they hold from its next connection on.
 * @param what names the connection in the StartupError
 * @throws StartupError when a pooler gives a connection to other clients in the middle of a transaction
 */
export async function inspectPooler(withClient: WithClient, what: string): Promise<Pooler> {
  const keepsStatements = await withClient(async (client) => !(await isPooled(client)) || (await keeps(client, what)));
  for (let attempt = 1; ; attempt += 1) {
    const lacking = await withClient(async (client) => {
      const names = await missingDeadlines(client);
      if (names.length > 0 && attempt < ATTEMPTS) await setForRole(client, names);
      return names;
    });
    if (lacking.length === 0 || attempt === ATTEMPTS) return { keepsStatements, lacking };
  }
}

/**
 * For work that keeps something on its connection: a migration waits for minutes on one and works on another, and a move sets
 * how values are written.
 * @throws StartupError when the connection goes through a pooler
 */
export async function refusePooler(client: pg.Client, what: string): Promise<void> {
  if (await isPooled(client)) throw new StartupError(`${what}: goes through a pooler; this work needs the address of PostgreSQL itself.`);
}

/** A pooler tells each client a process id of its own making, for cancelling. */
async function isPooled(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid !== (client as unknown as { readonly processID: number }).processID;
}

/**
 * A pooler that keeps the statements of each client apart gives them other names in PostgreSQL. Under its own name, a
 * statement would be met by other clients, and be missing on other connections.
 */
async function keeps(client: pg.Client, what: string): Promise<boolean> {
  try {
    await client.query('begin');
  } catch (error) {
    throw new StartupError(`${what}: the pooler begins no transaction (${(error as Error).message}); it needs pool_mode = transaction.`);
  }
  try {
    const name = `dapur_${randomBytes(6).toString('hex')}`;
    await client.query({ name, text: 'select $1::int', values: [1] });
    const { rowCount } = await client.query('select 1 from pg_prepared_statements where name = $1', [name]);
    if (rowCount !== 0) await client.query(`deallocate ${name}`);
    return rowCount === 0;
  } finally {
    await client.query('rollback');
  }
}

async function missingDeadlines(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>("select name from pg_settings where name = any($1) and setting = '0'", [SERVER_DEADLINES]);
  return rows.map(({ name }) => name);
}

/** Each role may set its own defaults. The connection was opened before and has the old ones: it is closed, so that the pooler opens another. */
async function setForRole(client: pg.Client, names: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ database: string }>('select current_database() as database');
  const database = client.escapeIdentifier(rows[0]?.database ?? '');
  const setting = (name: string): string =>
    `alter role current_user in database ${database} set ${name} = ${databaseDeadlines[name as keyof typeof databaseDeadlines]}`;
  // Another node may set them at the same time: then they are set.
  await client.query(names.map(setting).join('; ')).catch(() => undefined);
  await client.query('select pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
}
