import { setTimeout as sleep } from 'node:timers/promises';
import { afterStorm, alive, atMost, complete, holds, untilReady } from '../finding.ts';
import type { World } from '../world.ts';
import type { Scenario } from './scenario.ts';

const BACK_MS = 3000;

/** Both modes of `pg_ctl stop`, each with an immediate start; then an outage: no server on the port for a while. */
export const restarted: Scenario = {
  name: 'pg-restart',
  fault: 'PostgreSQL stopped (immediate, fast) and started; then an outage',
  async run(world) {
    const { postgres, nodes } = world;
    const displays = nodes.map((node) => world.display(node));
    const storm = world.storm();
    const back: number[] = [];
    for (const mode of ['immediate', 'fast'] as const) {
      await sleep(300);
      postgres.stop(mode);
      await isThere(world);
      back.push(await untilReady(nodes[0].url));
    }
    postgres.proxy.cut();
    await sleep(300);
    const away = await fetch(`${nodes[0].url}/readyz`);
    const alone = await fetch(`${nodes[0].url}/healthz`);
    await sleep(Math.max(700, world.effort.milliseconds - 1500));
    postgres.proxy.mend();
    back.push(await untilReady(nodes[0].url), await untilReady(nodes[1].url));
    await sleep(200);
    return [
      ...(await afterStorm(world, await storm.stop())),
      holds(
        'meanwhile: alive, and not ready with Retry-After',
        alone.ok && away.status === 503 && away.headers.has('retry-after'),
        `${alone.status}, ${away.status}`,
      ),
      atMost('ready after it is back', Math.max(...back), BACK_MS, world),
      alive(world),
      ...(await complete(world, displays)),
    ];
  },
};

/** Waits until PostgreSQL accepts connections again. */
async function isThere({ postgres }: World): Promise<void> {
  // PostgreSQL may still be stopping.
  await sleep(100);
  for (const deadline = performance.now() + 30_000; performance.now() < deadline; await sleep(20)) {
    if (await postgres.ask('select 1').catch(() => null)) return;
  }
}

const FAIL_MS = 2500;

function silent(name: string, fault: string, begin: (world: World) => void, end: (world: World) => void): Scenario {
  return {
    name,
    fault,
    async run(world) {
      const storm = world.storm();
      await sleep(300);
      begin(world);
      const from = performance.now();
      await sleep(Math.max(3500, world.effort.milliseconds));
      const until = performance.now();
      end(world);
      const back = Math.max(...(await Promise.all(world.nodes.map(({ url }) => untilReady(url)))));
      await sleep(200);
      const result = await storm.stop();
      const during = result.attempts.filter(({ began, milliseconds, outcome }) => outcome !== 'DONE' && began + milliseconds > from && began < until);
      const later = during.filter(({ began }) => began > from + FAIL_MS * world.effort.slack).map(({ milliseconds }) => milliseconds);
      return [
        ...(await afterStorm(world, result)),
        atMost(`requests fail (${during.length} did)`, Math.max(0, ...during.map(({ milliseconds }) => milliseconds)), FAIL_MS, world),
        atMost('later requests fail at once', Math.max(0, ...later), 250, world),
        atMost('ready after it is back', back, BACK_MS, world),
        alive(world),
      ];
    },
  };
}

export const frozen = silent(
  'pg-frozen',
  'PostgreSQL stopped (SIGSTOP): it answers nothing',
  ({ postgres }) => postgres.freeze(),
  ({ postgres }) => postgres.thaw(),
);

export const halfOpen = silent(
  'pg-half-open',
  'connections to PostgreSQL half open: no byte comes through',
  ({ postgres }) => postgres.proxy.stall(),
  ({ postgres }) => postgres.proxy.mend(),
);

const TERMINATE = `select pg_terminate_backend(pid) from (select pid from pg_stat_activity where usename in ('dapur_runtime', 'dapur_platform')
  and pid <> pg_backend_pid() order by random() limit 3) chosen`;

/** Terminates random backends every 200 ms; the proxy cuts connections in the middle of messages. */
export const terminated: Scenario = {
  name: 'pg-backends',
  fault: 'backends of PostgreSQL ended every 200 ms, connections cut in the middle of messages',
  async run(world) {
    const { postgres, nodes } = world;
    const displays = nodes.map((node) => world.display(node));
    const storm = world.storm();
    let ended = 0;
    for (const end = performance.now() + world.effort.milliseconds; performance.now() < end; await sleep(200)) {
      ended += (await postgres.ask(TERMINATE).catch(() => [])).length;
    }
    postgres.proxy.limit(20_000 + Math.round(Math.random() * 30_000));
    await sleep(world.effort.milliseconds / 2);
    postgres.proxy.mend();
    await Promise.all(nodes.map(({ url }) => untilReady(url)));
    await sleep(200);
    return [
      ...(await afterStorm(world, await storm.stop())),
      holds('backends were ended', ended > 0, String(ended)),
      alive(world),
      ...(await complete(world, displays)),
    ];
  },
};
