import { frozen, halfOpen, restarted, terminated } from './postgres.ts';
import { redisFlushed, redisFrozen, redisHalfOpen, redisKilled } from './redis.ts';
import type { Scenario } from './scenario.ts';
import { hungAtEnd, killed, rolling } from './servers.ts';

/** All faults, in the order in which they run. */
export const scenarios: readonly Scenario[] = [
  killed,
  rolling,
  hungAtEnd,
  restarted,
  frozen,
  halfOpen,
  terminated,
  redisKilled,
  redisFrozen,
  redisHalfOpen,
  redisFlushed,
];
