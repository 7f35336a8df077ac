import { frozen, halfOpen, restarted, terminated } from './postgres.ts';
import { redisFlushed, redisFrozen, redisHalfOpen, redisKilled } from './redis.ts';
import type { Scenario } from './scenario.ts';
import { hungAtEnd, killed, rolling } from './servers.ts';

/** Every fault that is tried on running servers, in the order in which they are. */
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
