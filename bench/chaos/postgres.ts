import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { freshSecrets } from '../../src/config.ts';
import { prepareEmbedded } from '../../src/dev/embedded/prepare.ts';
import { startProxy, type TcpProxy } from '../../tests/kit/tcp-proxy.ts';
import { parentOf } from '../lib/process-usage.ts';
import type { Scope } from '../lib/scope.ts';

/** A PostgreSQL server of this run, behind a proxy, for faults. After any stop it starts again on the same port. */
export interface Postgres {
  /** Between PostgreSQL and the servers. */
  readonly proxy: TcpProxy;
  /** Environment of the servers: their connections go through the proxy. */
  readonly environment: Readonly<Record<string, string>>;
  /** Direct connections without the proxy, by role. */
  readonly connection: { readonly runtimeUrl: string; readonly ownerUrl: string; readonly platformUrl: string };
  /** Stops PostgreSQL like `pg_ctl stop` in one of its two modes. */
  stop(mode: 'immediate' | 'fast'): void;
  /** SIGSTOP to PostgreSQL and all its processes: it accepts connections and does nothing. */
  freeze(): void;
  thaw(): void;
  /** Runs a statement as superuser, without the proxy. */
  // biome-ignore lint/suspicious/noExplicitAny: rows of any statement
  ask(text: string, values?: readonly unknown[]): Promise<any[]>;
}

export async function startPostgres(scope: Scope, folder: string): Promise<Postgres> {
  const database = await prepareEmbedded(folder, freshSecrets);
  scope.defer(database.stop);
  const proxy = await startProxy(Number(new URL(database.runtime).port));
  scope.defer(proxy.stop);
  const through = (url: string): string => url.replace(/:(\d+)\//, `:${proxy.port}/`);
  const { superuser: password } = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')) as { superuser: string };
  const superuser = database.owner.replace(/\/\/[^@]+@/, `//postgres:${encodeURIComponent(password)}@`);
  const postmaster = (): number => Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const signalAll = (signal: NodeJS.Signals): void => {
    const parent = postmaster();
    for (const pid of [parent, ...childrenOf(parent)]) process.kill(pid, signal);
  };
  return {
    proxy,
    environment: {
      NODE_ENV: 'test',
      DATABASE_URL: through(database.runtime),
      DATABASE_MIGRATION_URL: through(database.owner),
      DATABASE_PLATFORM_URL: through(database.platform),
      JWT_PRIVATE_KEY: database.jwtPrivateKey,
      CREDENTIALS_KEYS: `${database.credentialsKey.id}:${database.credentialsKey.key.toString('base64')}`,
    },
    connection: { runtimeUrl: database.runtime, ownerUrl: database.owner, platformUrl: database.platform },
    stop: (mode) => void process.kill(postmaster(), mode === 'fast' ? 'SIGINT' : 'SIGQUIT'),
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    async ask(text, values = []) {
      const client = new pg.Client({ connectionString: superuser, connectionTimeoutMillis: 5000, query_timeout: 30_000 });
      client.on('error', () => undefined);
      await client.connect();
      try {
        return (await client.query(text, [...values])).rows;
      } finally {
        await client.end().catch(() => undefined);
      }
    },
  };
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === parent);
}
