import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { freePort } from '../../src/dev/embedded/embedded-launcher.ts';

/** A Redis of the test's own, that it may stall and kill. */
export interface TestRedis {
  readonly url: string;
  /** SIGSTOP: it is there and answers nothing. */
  stall(): void;
  goOn(): void;
  /** FLUSHALL: it forgets everything. */
  empty(): Promise<void>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  restart(): Promise<void>;
}

/** What there is to test several nodes with: a Redis of one's own, one that REDIS_URL names, or none. */
export type FoundRedis = 'own' | 'given' | 'none';

/** Without any, tests that need one are skipped, loudly, or fail when CI_REQUIRE_REDIS=1. */
export function findRedis(): FoundRedis {
  if (spawnSync('redis-server', ['--version']).status === 0) return 'own';
  if (process.env.CI_REQUIRE_REDIS === '1') throw new Error('CI_REQUIRE_REDIS=1, but there is no redis-server on the PATH.');
  const given = Boolean(process.env.REDIS_URL);
  console.warn(`SKIPPED: ${given ? 'tests that stop Redis' : 'tests of several nodes with Redis'}. Put redis-server on the PATH to run them.`);
  return given ? 'given' : 'none';
}

/** Starts a Redis on a free port of the loopback interface; nothing is kept. */
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
