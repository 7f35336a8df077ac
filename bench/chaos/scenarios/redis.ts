import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterStorm, alive, atMost, complete, type Finding, p99 } from '../finding.ts';
import type { World } from '../world.ts';
import type { Scenario } from './scenario.ts';

/** Below this value the figure measures the machine, not Redis. */
const FLOOR_MS = 25;

type GivenRedis = NonNullable<World['redis']>;

/** One storm as a baseline, one with the fault: orders must not get slower, displays must miss nothing. */
function unfelt(name: string, fault: string, begin: (redis: GivenRedis) => unknown, end: (redis: GivenRedis) => unknown): Scenario {
  return {
    name,
    fault,
    async run(world) {
      const { redis } = world;
      if (!redis) return [];
      const displays = world.nodes.map((node) => world.display(node));
      const calm = world.storm();
      await sleep(Math.min(world.effort.milliseconds, 5000));
      const before = await calm.stop();
      const storm = world.storm();
      await begin(redis);
      let result: Awaited<ReturnType<typeof storm.stop>>;
      try {
        await sleep(world.effort.milliseconds);
        result = await storm.stop();
      } finally {
        await end(redis);
      }
      return [...(await afterStorm(world, result)), ...compared(world, before.attempts, result.attempts), alive(world), ...(await complete(world, displays))];
    },
  };
}

function compared(world: World, before: Parameters<typeof p99>[0], after: Parameters<typeof p99>[0]): Finding[] {
  const [baseline, measured] = [p99(before), p99(after)];
  return [atMost(`p99 twice that before (${Math.round(baseline)} ms)`, measured, Math.round(2 * Math.max(baseline, FLOOR_MS)), world)];
}

export const redisKilled = unfelt(
  'redis-killed',
  'kill -9 of Redis, and its restart',
  (redis) => redis.kill(),
  (redis) => redis.restart(),
);

export const redisFrozen = unfelt(
  'redis-frozen',
  'Redis stopped (SIGSTOP): it answers nothing',
  (redis) => redis.stall(),
  (redis) => redis.goOn(),
);

export const redisHalfOpen = unfelt(
  'redis-half-open',
  'connections to Redis half open: no byte comes through',
  ({ proxy }) => proxy.stall(),
  ({ proxy }) => proxy.mend(),
);

export const redisFlushed = unfelt(
  'redis-flushed',
  'FLUSHALL in a storm of orders',
  async ({ url }) => {
    const client = new Redis(url);
    await client.flushall();
    client.disconnect();
  },
  () => undefined,
);
