import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { parentOf } from './process-usage.ts';
import type { Scope } from './scope.ts';

/** Connection URLs of the database, by role. */
export interface Connection {
  readonly runtimeUrl: string;
  readonly ownerUrl: string;
  readonly platformUrl: string;
}

/** A Dapur server in its own process. */
export interface Dapur {
  readonly pid: number;
  readonly port: number;
  readonly connection: Connection;
  /** Process id of the postmaster of its PostgreSQL. */
  readonly postmaster: number | null;
}

/** Node flags of `npm start`. */
export const AS_STARTED = ['--max-semi-space-size=16', '--v8-pool-size=0'] as const;
const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 15_000;

/** A server that can be killed and started again, on the same port and database. */
export interface MortalDapur extends Dapur {
  /** `kill -9`; its PostgreSQL keeps running. */
  kill(): Promise<void>;
  /** Resolves when the server is ready. */
  startAgain(): Promise<MortalDapur>;
}

/** No limits per client, address or brand: all load comes from one machine, and the server's own speed is measured. */
const UNBOUND = { MAX_SOCKETS_PER_ADDRESS: '1000000', MAX_REQUESTS_PER_ADDRESS: '1000000', COST_PER_MINUTE_CLIENT: '0', COST_PER_MINUTE_TENANT: '0' } as const;

/** Starts the compiled server with an embedded PostgreSQL in a folder that is removed afterwards. */
export async function startDapur(scope: Scope, more: Readonly<Record<string, string>> = {}, { bounded = false, collects = false } = {}): Promise<MortalDapur> {
  // With `collects` the server collects garbage on SIGUSR2.
  const env = {
    ...(!bounded && UNBOUND),
    ...(collects && { NODE_OPTIONS: `--import ${new URL('./collect-on-signal.ts', import.meta.url).href}` }),
    ...more,
  };
  const folder = mkdtempSync(join(tmpdir(), 'dapur-bench-'));
  scope.defer(() => rmSync(folder, { recursive: true, force: true }));
  const { child, ...server } = await launch(scope, { DATA_DIR: folder, ...env });
  const connection = JSON.parse(readFileSync(join(folder, 'connection.json'), 'utf8')) as Connection;
  const dapur = { ...server, connection, postmaster: await postmasterOf(connection.runtimeUrl) };
  // PostgreSQL keeps running after a server that was killed and not started again.
  let isDown = false;
  scope.defer(() => isDown && dapur.postmaster !== null && process.kill(dapur.postmaster, 'SIGINT'));
  const mortal = (pid: number, running: ChildProcess): MortalDapur => ({
    ...dapur,
    pid,
    kill: () => {
      isDown = true;
      return killed(running);
    },
    startAgain: async () => {
      isDown = false;
      const again = await launch(scope, { DATA_DIR: folder, ...env, PORT: String(server.port) });
      return mortal(again.pid, again.child);
    },
  });
  return mortal(server.pid, child);
}

function killed(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    child.once('exit', () => done());
    child.kill('SIGKILL');
  });
}

/** Starts another node on the database of the first. */
export async function startNode(scope: Scope, first: Dapur, env: Readonly<Record<string, string>>): Promise<Dapur> {
  const { runtimeUrl, ownerUrl, platformUrl } = first.connection;
  const urls = { NODE_ENV: 'test', DATABASE_URL: runtimeUrl, DATABASE_MIGRATION_URL: ownerUrl, DATABASE_PLATFORM_URL: platformUrl };
  const folder = mkdtempSync(join(tmpdir(), 'dapur-bench-'));
  scope.defer(() => rmSync(folder, { recursive: true, force: true }));
  const { pid, port } = await launch(scope, { ...urls, DATA_DIR: folder, ...env });
  return { ...first, pid, port };
}

/** What is switched off for all servers of a run, to compare two runs. */
function switches(): Readonly<Record<string, string>> {
  const { FAST_PATHS_OFF } = process.env;
  return FAST_PATHS_OFF === undefined ? {} : { FAST_PATHS_OFF };
}

async function launch(scope: Scope, env: Readonly<Record<string, string>>): Promise<{ pid: number; port: number; child: ChildProcess }> {
  const port = env.PORT === undefined ? await freePort() : Number(env.PORT);
  const main = new URL('../../dist/main.js', import.meta.url).pathname;
  // Flags for the measured server, e.g. --cpu-prof. The bench's own environment does not reach the server otherwise.
  const flags = [...AS_STARTED, ...(process.env.BENCH_NODE_FLAGS ?? '').split(' ').filter(Boolean)];
  const child = spawn(process.execPath, [...flags, main], {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'error', ...switches(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk.toString()) > 200 && output.shift());
  scope.defer(() => stop(child));
  await ready(child, port, output);
  // After the start the server writes only errors.
  for (const stream of [child.stdout, child.stderr]) stream.removeAllListeners('data').pipe(process.stderr, { end: false });
  if (child.pid === undefined) throw new Error('The server has no process.');
  return { pid: child.pid, port, child };
}

async function ready(child: ChildProcess, port: number, output: readonly string[]): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}:\n${output.join('')}`);
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.ok) return;
    if (Date.now() > deadline) throw new Error(`The server is not ready after ${START_DEADLINE_MS / 1000} s:\n${output.join('')}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

export function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      done();
    });
    child.kill('SIGTERM');
  });
}

/** Updates PostgreSQL's statistics. Without them it plans for empty tables after a bulk insert, which makes large statements slow. */
export async function analyse({ connection }: Pick<Dapur, 'connection'>): Promise<void> {
  const client = new pg.Client({ connectionString: connection.ownerUrl });
  await client.connect();
  try {
    await client.query('analyze');
  } finally {
    await client.end();
  }
}

/** The parent process of a connection's backend; null when the backend is not on this machine. */
async function postmasterOf(url: string): Promise<number | null> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    return parentOf(rows[0]?.pid ?? 0);
  } finally {
    await client.end();
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (typeof address !== 'object' || address === null) throw new Error('There is no free port.');
  return address.port;
}
