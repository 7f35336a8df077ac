import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { StartupError } from '../../kernel/values/startup-error.ts';
import { type Account, binaries, commandOf, NOBODY, unprivileged } from './embedded-account.ts';
import { Launcher, type Watcher } from './embedded-launcher.ts';
import { forgetCopied } from './postmaster.ts';

/** A PostgreSQL server from the binaries that npm installs; for laptops, demos and tests. */
export interface EmbeddedPostgres {
  readonly port: number;
  /** Connection URL of a role that {@link startEmbedded} or the caller has made. */
  url(user: string, password: string, database: string): string;
  /** Stops the server ("fast": running transactions are rolled back); resolves when it is down. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Folder of the cluster; created when missing, kept between starts. */
  readonly folder: string;
  readonly superuserPassword: string;
  /** False in tests, where a crash of the machine may lose data. Nothing waits for the disk then. */
  readonly durable?: boolean;
  /** Cancels the start; no process is left running. */
  readonly signal?: AbortSignal | undefined;
  /** Callbacks while the server runs. */
  readonly watcher?: Watcher | undefined;
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
  if (!isSetUp(folder)) await initialise(folder, bin, account, options);
  forgetCopied(folder);
  const launcher = new Launcher(folder, bin, account, options.durable ?? true);
  try {
    const port = await ready(launcher, folder, options);
    launcher.keepAlive(port, options.watcher ?? { onEnd: () => undefined, onCannotTell: () => undefined });
    const url = (user: string, password: string, database: string): string =>
      `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
    return { port, url, stop: () => launcher.stop() };
  } catch (error) {
    await launcher.stop();
    throw error;
  }
}

/** Whether there is a cluster in the folder. */
export function isSetUp(folder: string): boolean {
  return existsSync(join(folder, 'PG_VERSION'));
}

/** Creates the cluster in another folder and renames that, so that an incomplete one is never used. */
async function initialise(folder: string, bin: string, account: Account, { superuserPassword, durable = true, signal }: EmbeddedOptions): Promise<void> {
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
    ...(durable ? [] : ['--no-sync']),
  ]);
  try {
    await toItsEnd(program, args, account);
    signal?.throwIfAborted();
    if (existsSync(folder)) rmSync(folder, { recursive: true });
    renameSync(draft, folder);
  } catch (error) {
    signal?.throwIfAborted();
    throw new StartupError(`The embedded PostgreSQL could not be set up in ${folder}: ${(error as Error).message}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Resolves with the port when the server accepts connections. */
async function ready(launcher: Launcher, folder: string, { superuserPassword, signal }: EmbeddedOptions): Promise<number> {
  const deadline = Date.now() + START_DEADLINE_MS;
  for (;;) {
    signal?.throwIfAborted();
    const port = await launcher.launch();
    const client = new pg.Client({
      host: '127.0.0.1',
      port,
      user: SUPERUSER,
      password: superuserPassword,
      database: 'postgres',
      connectionTimeoutMillis: 2000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return port;
    } catch (error) {
      await client.end().catch(() => undefined);
      if ((error as { code?: string }).code === '28P01')
        throw new StartupError(`The embedded PostgreSQL in ${folder} has another password than its secrets file.`);
      if (Date.now() > deadline) throw new StartupError(`The embedded PostgreSQL did not start; see ${folder}.log`);
      await new Promise((done) => setTimeout(done, 25));
    }
  }
}

/**
 * Runs a program to its end. A signal to our process group does not reach it, so that it leaves nothing half done. Fails
 * with the first line of its error output.
 */
async function toItsEnd(program: string, args: readonly string[], account: Account): Promise<void> {
  const child = spawn(program, args, { ...account.identity, detached: true, stdio: ['ignore', 'ignore', 'pipe'], timeout: START_DEADLINE_MS });
  let complaints = '';
  child.stderr.on('data', (bytes) => {
    complaints += String(bytes);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(complaints.trim().split('\n')[0] || `it ended with ${code}`);
}
