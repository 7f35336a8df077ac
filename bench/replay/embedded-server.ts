import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server of this run: the compiled one as a child process, with its own data folder. */
export interface EmbeddedServer {
  readonly url: string;
  /** Starts the server; after a stop or kill, with the same data and port. Resolves when it is ready. */
  start(): Promise<void>;
  /** SIGTERM. Resolves when the server has ended. */
  stop(): Promise<void>;
  /** SIGKILL to the node process only: PostgreSQL keeps running. */
  kill(): Promise<void>;
  /** SIGKILL to the node process and to PostgreSQL. */
  killWithDatabase(): Promise<void>;
  /** URL of a connection that sees all tenants. */
  platformUrl(): string;
}

const MAIN = new URL('../../dist/main.js', import.meta.url).pathname;
/** Clears settings that are meant for another server. */
const OWN_DATABASE = { NODE_ENV: '', DATABASE_URL: '', DATABASE_MIGRATION_URL: '', DATABASE_PLATFORM_URL: '', REDIS_URL: '', DEMO: 'on' };
const READY_MS = 90_000;
const STOP_MS = 15_000;

/** `keep`: continue with the data of an earlier run instead of deleting it. */
export async function embeddedServer(folder: string, options: { keep: boolean }): Promise<EmbeddedServer> {
  const dataDir = resolve(folder);
  if (!options.keep) await removeData(dataDir);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    if (await Promise.race([exit.then(() => true), sleep(STOP_MS, false, { ref: false })])) return;
    child.kill('SIGKILL');
    await exit;
  }

  return {
    url,
    async start() {
      const log = openSync(`${dataDir}.log`, 'a');
      child = spawn(process.execPath, [MAIN], {
        env: { ...process.env, ...OWN_DATABASE, DATA_DIR: dataDir, HOST: '127.0.0.1', PORT: String(port) },
        stdio: ['ignore', log, log],
      });
      await ready(url, child, `${dataDir}.log`);
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async killWithDatabase() {
      await end('SIGKILL');
      const pid = postgresOf(dataDir);
      if (pid === null) throw new Error(`No PostgreSQL runs on ${dataDir}.`);
      process.kill(pid, 'SIGKILL');
    },
    platformUrl: () => (JSON.parse(readFileSync(join(dataDir, 'connection.json'), 'utf8')) as { platformUrl: string }).platformUrl,
  };
}

async function ready(url: string, child: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) }).catch(() => null);
    if (answer?.ok) return;
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`The server ended while it started:\n${lastLines(log)}`);
    if (Date.now() > deadline) throw new Error(`The server is not ready after ${READY_MS / 1000} s:\n${lastLines(log)}`);
    await sleep(50);
  }
}

function lastLines(log: string): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}

/** Deletes the folder; first stops a PostgreSQL that a killed server left running there. */
async function removeData(dataDir: string): Promise<void> {
  const pid = postgresOf(dataDir);
  if (pid !== null) {
    process.kill(pid, 'SIGINT');
    for (let waited = 0; postgresOf(dataDir) === pid && waited < STOP_MS; waited += 50) await sleep(50);
  }
  rmSync(dataDir, { recursive: true, force: true });
  rmSync(`${dataDir}.log`, { force: true });
}

/** Process id of the PostgreSQL that runs on the folder; null: none. */
function postgresOf(dataDir: string): number | null {
  const folder = join(dataDir, 'postgres');
  try {
    const pid = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 0);
    // After a reboot, the process id may belong to another program.
    return process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder) ? pid : null;
  } catch {
    return null;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
