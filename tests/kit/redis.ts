import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { freePort } from '../../src/dev/embedded/embedded-launcher.ts';

/** A Redis of the test, which it may stall and kill. */
export interface TestRedis {
  readonly url: string;
  /** SIGSTOP: it accepts connections and does not answer. */
  stall(): void;
  goOn(): void;
  /** FLUSHALL: deletes everything. */
  empty(): Promise<void>;
  /** SIGKILL; resolves when the process has ended. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  restart(): Promise<void>;
}

/** How tests of several nodes get a Redis: their own, the one of REDIS_URL, or none. */
export type FoundRedis = 'own' | 'given' | 'none';

/** Without Redis, tests that need one are skipped with a warning, or fail when CI_REQUIRE_REDIS=1. */
export function findRedis(): FoundRedis {
  if (spawnSync('redis-server', ['--version']).status === 0) return 'own';
  if (process.env.CI_REQUIRE_REDIS === '1') throw new Error('CI_REQUIRE_REDIS=1, but there is no redis-server on the PATH.');
  const isConfigured = Boolean(process.env.REDIS_URL);
  console.warn(`SKIPPED: ${isConfigured ? 'tests that stop Redis' : 'tests of several nodes with Redis'}. Put redis-server on the PATH to run them.`);
  return isConfigured ? 'given' : 'none';
}

/** Starts a Redis without persistence on a free port of the loopback interface. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child = await launch(port, url);
  return {
    url,
    stall: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    async empty() {
      const redis = new Redis(url);
      await redis.flushall();
      redis.disconnect();
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    async restart() {
      child = await launch(port, url);
    },
  };
}

async function launch(port: number, url: string): Promise<ChildProcess> {
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
  const redis = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  await redis.ping();
  redis.disconnect();
  return child;
}
