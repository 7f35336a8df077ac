import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/dev/embedded/embedded-launcher.ts';
import { type RolePasswords, roleNames } from '../../src/kernel/database/roles.ts';
import { findProgram, startProgram, versionOf } from './programs.ts';

/** PgBouncer of the machine, between servers and the PostgreSQL of the tests. */
export interface TestPooler {
  readonly port: number;
  stop(): Promise<void>;
}

export interface PoolerOptions {
  /** Port of PostgreSQL. */
  readonly target: number;
  readonly passwords: RolePasswords;
  /** Lines of its configuration that differ from what docs/operate.md recommends; undefined leaves a line out. */
  readonly settings?: Readonly<Record<string, string | number | undefined>>;
}

/** Whether the machine's PgBouncer can keep the prepared statements of each client: from 1.21 on. */
export function canKeepStatements(): boolean {
  const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(versionOf('pgbouncer', '--version')) ?? [];
  return Number(major) > 1 || Number(minor) >= 21;
}

export const hasPgBouncer = (what: string): boolean => findProgram('pgbouncer', ['--version'], what);

/** Starts PgBouncer in transaction mode on a free port of the loopback interface. */
export async function startPgBouncer({ target, passwords, settings = {} }: PoolerOptions): Promise<TestPooler> {
  const folder = mkdtempSync(join(tmpdir(), 'dapur-pgbouncer-'));
  const port = Number(settings.listen_port ?? (await freePort()));
  const users = join(folder, 'users.txt');
  const lines = {
    ...recommended(),
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'plain',
    auth_file: users,
    log_connections: 0,
    log_disconnections: 0,
    ...settings,
  };
  const written = Object.entries(lines).filter(([, value]) => value !== undefined);
  writeFileSync(
    users,
    Object.entries(roleNames)
      .map(([role, name]) => `"${name}" "${passwords[role as keyof typeof roleNames]}"\n`)
      .join(''),
  );
  writeFileSync(
    join(folder, 'pgbouncer.ini'),
    `[databases]\n* = host=127.0.0.1 port=${target}\n[pgbouncer]\n${written.map(([name, value]) => `${name} = ${value}\n`).join('')}`,
  );
  chmodSync(folder, 0o755);
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? ['--user=nobody'] : [];
  const program = await startProgram('pgbouncer', ['--quiet', ...user, join(folder, 'pgbouncer.ini')], port);
  return {
    port,
    async stop() {
      // At SIGTERM it would wait for its clients.
      await program.stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The lines of docs/pgbouncer.ini. */
function recommended(): Record<string, string> {
  const lines = readFileSync('docs/pgbouncer.ini', 'utf8').split('[pgbouncer]')[1] ?? '';
  return Object.fromEntries([...lines.matchAll(/^(\w+) = (.+)$/gm)].map(([, name = '', value = '']) => [name, value]));
}

/** The same URL through a pooler. */
export function through(pooler: Pick<TestPooler, 'port'>, url: string): string {
  const changed = new URL(url);
  changed.port = String(pooler.port);
  return changed.href;
}
