import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, copyFileSync, openSync, statSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { StartupError } from '../../kernel/values/startup-error.ts';
import { type Account, commandOf } from './embedded-account.ts';
import { CannotTell, type Postmaster, postmaster } from './postmaster.ts';

const STOP_DEADLINE_MS = 8000;
const LAUNCHES = 20;
const LAUNCH_AGAIN_MS = 300;
const WATCH_MS = 250;
/** Time between two launches after many failed ones, and between two checks of the log's size. */
const SELDOM_MS = 10_000;
/** Most bytes of the log; one older log of that size is kept beside it. */
const MAX_LOG_BYTES = 10 * 1024 * 1024;

/** Callbacks about a server that is kept alive. */
export interface Watcher {
  /** The server has ended by itself and is started again. */
  readonly onEnd: () => void;
  /** The check of the server failed, e.g. with EMFILE. */
  readonly onCannotTell: (code: string) => void;
}

/** Starts the server of a folder, restarts it when it ends by itself, and stops it. */
export class Launcher {
  readonly #folder: string;
  readonly #account: Account;
  readonly #program: string;
  readonly #settings: Readonly<Record<string, string | number>>;
  #child: ChildProcess | null = null;
  #port = 0;
  #launches = 0;
  #launchedAt = 0;
  #watch: NodeJS.Timeout | undefined;

  constructor(folder: string, bin: string, account: Account, durable: boolean) {
    this.#folder = folder;
    this.#account = account;
    this.#program = join(bin, 'postgres');
    this.#settings = {
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
  }

  /**
   * Returns the port of the server that runs or is starting; starts one if there is none. The files of a killed server
   * may take a moment to disappear.
   */
  async launch(): Promise<number> {
    const running = this.#running();
    if (running) return running.port;
    if (this.#isAlive() || Date.now() - this.#launchedAt < LAUNCH_AGAIN_MS) return this.#port;
    if (this.#launches === LAUNCHES) throw new StartupError(`The embedded PostgreSQL does not start; see ${this.#folder}.log`);
    this.#launches += 1;
    this.#launchedAt = Date.now();
    if (this.#watch === undefined) this.#port = await freePort();
    const settings = Object.entries({ ...this.#settings, port: this.#port }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const [program, args] = commandOf(this.#account, this.#program, ['-D', this.#folder, ...settings]);
    const log = openSync(`${this.#folder}.log`, 'a', 0o600);
    this.#child = spawn(program, args, { ...this.#account.identity, detached: true, stdio: ['ignore', log, log] });
    this.#child.on('error', () => undefined);
    this.#child.unref();
    closeSync(log);
    return this.#port;
  }

  /**
   * From now on the server is restarted on the same port whenever it ends by itself (the out-of-memory killer, a full
   * disk), as often as needed. Its log is kept short.
   */
  keepAlive(port: number, { onEnd, onCannotTell }: Watcher): void {
    this.#port = port;
    let isHere = true;
    let trimmedAt = 0;
    const look = (): boolean => {
      try {
        return postmaster(this.#folder) !== null;
      } catch (error) {
        if (!(error instanceof CannotTell)) throw error;
        onCannotTell(error.code);
        return true;
      }
    };
    this.#watch = setInterval(() => {
      if (Date.now() - trimmedAt > SELDOM_MS) {
        trimmedAt = Date.now();
        trimLog(`${this.#folder}.log`);
      }
      const wasHere = isHere;
      isHere = look();
      if (isHere) return;
      if (wasHere) {
        this.#launches = 0;
        onEnd();
      }
      if (this.#launches === LAUNCHES && Date.now() - this.#launchedAt > SELDOM_MS) this.#launches -= 1;
      this.launch().catch(() => undefined);
    }, WATCH_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#watch);
    const running = this.#running()?.pid ?? (this.#isAlive() ? this.#child?.pid : undefined);
    if (running === undefined) return;
    signalTo(running, 'SIGINT');
    const deadline = Date.now() + STOP_DEADLINE_MS;
    while (this.#running()?.pid === running || (this.#child?.pid === running && this.#isAlive())) {
      if (Date.now() > deadline) return signalTo(running, 'SIGQUIT');
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  /** Null also when the check fails and this process has a child: then the child's state decides. */
  #running(): Postmaster | null {
    try {
      return postmaster(this.#folder);
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
      if (this.#child === null)
        throw new StartupError(`The embedded PostgreSQL cannot be looked for (${error.code}): there are no file descriptors left (ulimit -n).`);
      return null;
    }
  }

  #isAlive(): boolean {
    return this.#child !== null && this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }
}

/** PostgreSQL appends at the current end of the file, so the file can be emptied while it runs. */
function trimLog(file: string): void {
  try {
    if (statSync(file).size <= MAX_LOG_BYTES) return;
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
  } catch {
    // The disk is full or there are no descriptors: try again later.
  }
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // The process has just ended by itself.
  }
}

/** A free TCP port on the loopback interface. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}
