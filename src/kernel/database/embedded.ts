import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { StartupError } from '../startup-error.ts';
import { type Account, binaries, commandOf, NOBODY, unprivileged } from './embedded-account.ts';

const run = promisify(execFile);

/** A PostgreSQL server of our own, from the binaries that npm installs; for laptops, demos and tests. */
export interface EmbeddedPostgres {
  readonly port: number;
  /** Connection URL of a role that {@link startEmbedded} or the caller has made. */
  url(user: string, password: string, database: string): string;
  /** Stops the server ("fast": running transactions are rolled back); resolves when it is down. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Folder of the cluster; made when missing, kept between starts. */
  readonly folder: string;
  readonly superuserPassword: string;
  /** Turned off for tests, where a crash of the machine may lose data. */
  readonly durable?: boolean;
  /** Ends a start that is no longer wanted; nothing is left running. */
  readonly signal?: AbortSignal | undefined;
}

const SUPERUSER = 'postgres';
const START_DEADLINE_MS = 60_000;

/**
 * Starts the cluster in `folder`, or adopts the one that a crashed server left running there.
 * PostgreSQL is started detached (Ctrl-C must reach it after the server has drained) and never as root.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const folder = resolve(options.folder);
  const bin = binaries();
  const account = unprivileged([folder, bin]);
  if (!existsSync(join(folder, 'PG_VERSION'))) await initialise(folder, bin, account, options);
  const port = postmaster(folder)?.port ?? (await freePort());
  const server = launcher(folder, bin, account, port, options.durable ?? true);
  try {
    await ready({ ...options, folder, port, server });
  } catch (error) {
    await stop(folder);
    throw error;
  }
  return {
    port,
    url: (user, password, database) => `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`,
    stop: () => stop(folder),
  };
}

/** Makes the cluster beside its place and moves it there, so that one that was cut short is never taken for a whole one. */
async function initialise(folder: string, bin: string, account: Account, { superuserPassword, signal }: EmbeddedOptions): Promise<void> {
  const draft = `${folder}.new`;
  const passwordFile = `${folder}.password`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, superuserPassword, { mode: 0o600 });
  if (process.getuid?.() === 0) for (const path of [draft, passwordFile]) chownSync(path, NOBODY, NOBODY);
  const [program, args] = commandOf(account, join(bin, 'initdb'), [
    `--pgdata=${draft}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--no-instructions',
  ]);
  try {
    await run(program, args, { ...account.identity, timeout: START_DEADLINE_MS, ...(signal && { signal }) });
    if (existsSync(folder)) rmSync(folder, { recursive: true });
    renameSync(draft, folder);
  } catch (error) {
    signal?.throwIfAborted();
    throw new StartupError(`The embedded PostgreSQL could not be set up in ${folder}: ${firstLine(error)}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** The live server of this folder: ours, or one whose parent was killed; null when there is none. */
function postmaster(folder: string): { pid: number; port: number } | null {
  let lines: string[];
  try {
    lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return Number.isInteger(port) && port > 0 && isPostgres(pid, folder) ? { pid, port } : null;
}

/** After a crash or a reboot the number may be another program's, or another cluster's. */
function isPostgres(pid: number, folder: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(folder);
  } catch {
    return process.platform !== 'linux';
  }
}

interface Launcher {
  /** Starts it, unless it runs or is starting; what a killed server leaves behind takes a moment to go. */
  launch(): void;
}

function launcher(folder: string, bin: string, account: Account, port: number, durable: boolean): Launcher {
  const settings: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '128MB',
    log_min_messages: 'warning',
    log_line_prefix: '%m ',
    max_wal_size: '1GB',
    timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const [program, args] = commandOf(account, join(bin, 'postgres'), [
    '-D',
    folder,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  let child: ChildProcess | null = null;
  return {
    launch: () => {
      const isStarting = child !== null && child.exitCode === null && child.signalCode === null;
      if (isStarting || postmaster(folder)) return;
      const log = openSync(`${folder}.log`, 'a', 0o600);
      child = spawn(program, args, { ...account.identity, detached: true, stdio: ['ignore', log, log] });
      child.on('error', () => undefined);
      child.unref();
      closeSync(log);
    },
  };
}

interface Starting extends EmbeddedOptions {
  readonly port: number;
  readonly server: Launcher;
}

async function ready({ folder, port, server, superuserPassword, signal }: Starting): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS;
  for (;;) {
    signal?.throwIfAborted();
    server.launch();
    const client = new pg.Client({ host: '127.0.0.1', port, user: SUPERUSER, password: superuserPassword, database: 'postgres', connectionTimeoutMillis: 2000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => undefined);
      if ((error as { code?: string }).code === '28P01')
        throw new StartupError(`The embedded PostgreSQL in ${folder} has another password than its secrets file.`);
      if (Date.now() > deadline) throw new StartupError(`The embedded PostgreSQL did not start; see ${folder}.log`);
      await new Promise((done) => setTimeout(done, 25));
    }
  }
}

async function stop(folder: string): Promise<void> {
  const server = postmaster(folder);
  if (server === null) return;
  process.kill(server.pid, 'SIGINT');
  const deadline = Date.now() + 8000;
  while (postmaster(folder)?.pid === server.pid) {
    if (Date.now() > deadline) {
      process.kill(server.pid, 'SIGQUIT');
      return;
    }
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** A TCP port on the loopback interface that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

function firstLine(error: unknown): string {
  const text = (error as { stderr?: string }).stderr || String((error as Error).message ?? error);
  return text.trim().split('\n')[0] ?? '';
}
