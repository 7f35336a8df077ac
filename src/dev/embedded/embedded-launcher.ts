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
/** Between two launches, once many in a row have come to nothing; and between two looks at the size of the log. */
const SELDOM_MS = 10_000;
/** The log is kept up to so much, and once more what was before. */
const MAX_LOG_BYTES = 10 * 1024 * 1024;

/** What is heard of a server that is kept alive. */
export interface Watcher {
  /** It has ended by itself, and is started again. */
  readonly onEnd: () => void;
  /** Whether it lives cannot be told, for a reason such as EMFILE. */
  readonly onCannotTell: (code: string) => void;
}

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
   * From now on whatever ends the server (the out-of-memory killer, a disk that was full) is not the end of it: it is
   * started again on the same port, as often as it takes. Its log is kept short meanwhile.
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

  /** Null also when it cannot be told: then there is the child that we have started. */
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

/** PostgreSQL appends to the file whatever its length is, so it can be emptied under its hands. */
function trimLog(file: string): void {
  try {
    if (statSync(file).size <= MAX_LOG_BYTES) return;
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
  } catch {
    // On a disk that is full, or without descriptors: later.
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
