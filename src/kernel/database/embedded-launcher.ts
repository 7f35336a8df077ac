import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { StartupError } from '../startup-error.ts';
import { type Account, commandOf } from './embedded-account.ts';

const STOP_DEADLINE_MS = 8000;
const LAUNCHES = 20;
const LAUNCH_AGAIN_MS = 300;
const WATCH_MS = 250;
/** Between two launches, once many in a row have come to nothing. */
const SELDOM_MS = 10_000;

/** Starts the one server of a folder, again when it ends by itself, and stops it. */
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

  /** The port of the server that runs or is starting; begins one if there is none. What a killed server leaves behind takes a moment to go. */
  async launch(): Promise<number> {
    const running = postmaster(this.#folder);
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
   * From now on whatever ends the server (the out-of-memory killer, a disk that was full) is not the end of it: it is
   * started again on the same port, as often as it takes.
   * @param onEnd hears of each end
   */
  keepAlive(port: number, onEnd: () => void): void {
    this.#port = port;
    let isHere = true;
    this.#watch = setInterval(() => {
      const wasHere = isHere;
      isHere = postmaster(this.#folder) !== null;
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
    const running = postmaster(this.#folder)?.pid ?? (this.#isAlive() ? this.#child?.pid : undefined);
    if (running === undefined) return;
    signalTo(running, 'SIGINT');
    const deadline = Date.now() + STOP_DEADLINE_MS;
    while (postmaster(this.#folder)?.pid === running || (this.#child?.pid === running && this.#isAlive())) {
      if (Date.now() > deadline) return signalTo(running, 'SIGQUIT');
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  #isAlive(): boolean {
    return this.#child !== null && this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
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

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has just ended by itself.
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
