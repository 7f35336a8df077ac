import { afterAll, beforeAll, expect, test } from 'vitest';
import { lawful } from '../../bench/chaos/finding.ts';
import { frozen, restarted, terminated } from '../../bench/chaos/scenarios/postgres.ts';
import { redisFrozen } from '../../bench/chaos/scenarios/redis.ts';
import { rolling } from '../../bench/chaos/scenarios/servers.ts';
import { openWorld, type World } from '../../bench/chaos/world.ts';
import { Scope } from '../../bench/lib/scope.ts';

/** `npm run chaos` runs the same for longer, with more clients and more kinds of faults. */
const EFFORT = { milliseconds: 1200, clients: 6, slack: 3 };

const scope = new Scope();
let world: World;
beforeAll(async () => {
  world = await openWorld(scope, EFFORT, 300_000);
}, 90_000);
afterAll(() => scope.close());

test.each([rolling, restarted, frozen, terminated, redisFrozen])(
  '$fault: everything is carried out, once, and nothing is missed',
  async ({ name, run }) => {
    const findings = await run(world);
    console.info(findings.map(({ what, figure }) => `${name}: ${what}: ${figure}`).join('\n'));
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
  },
  90_000,
);

test('after all of it the invariants hold', async () => {
  const { ok, figure } = await lawful(world);
  expect(figure).toBe(ok ? figure : 'all hold');
});
