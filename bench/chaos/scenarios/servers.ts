import { setTimeout as sleep } from 'node:timers/promises';
import type { Feed } from '../../replay/feeds.ts';
import { afterStorm, alive, atMost, complete, type Finding, holds } from '../finding.ts';
import type { World } from '../world.ts';
import type { Scenario } from './scenario.ts';

/** kill -9 of one node after the other, at random moments. */
export const killed: Scenario = {
  name: 'killed',
  fault: 'kill -9 of the servers in a storm of orders',
  async run(world) {
    const displays = world.nodes.map((node) => world.display(node));
    const storm = world.storm();
    const end = performance.now() + world.effort.milliseconds;
    const starts: number[] = [];
    do {
      for (const node of world.nodes) {
        await sleep(200 + Math.random() * 600);
        await node.kill();
        const began = performance.now();
        await node.start();
        starts.push(performance.now() - began);
      }
    } while (performance.now() < end);
    return [
      ...(await afterStorm(world, await storm.stop())),
      atMost(`ready again (${starts.length} kills)`, Math.max(...starts), 5000, world),
      ...(await complete(world, displays)),
    ];
  },
};

const EXIT_MS = 15_000;

/** The reason why a display's connection ended. */
async function goodbye(display: Feed | undefined): Promise<string> {
  if (!display) return '';
  display.log.problem = '';
  for (const deadline = performance.now() + 5000; display.log.problem === '' && performance.now() < deadline; await sleep(2));
  return display.log.problem;
}

/** SIGTERM to one node after the other, like a rolling release. */
export const rolling: Scenario = {
  name: 'rolling',
  fault: 'SIGTERM and start of one node after the other under load',
  async run(world) {
    const displays = world.nodes.map((node) => world.display(node));
    const storm = world.storm();
    const end = performance.now() + world.effort.milliseconds;
    const exits: { code: number | null; milliseconds: number }[] = [];
    const goodbyes: string[] = [];
    do {
      for (const [index, node] of world.nodes.entries()) {
        await sleep(400);
        const ended = node.terminate();
        goodbyes.push(await goodbye(displays[index]));
        exits.push(await ended);
        await node.start();
      }
    } while (performance.now() < end);
    return [
      ...(await afterStorm(world, await storm.stop())),
      holds(
        'sockets are closed with 1001',
        goodbyes.every((goodbye) => /1001/.test(goodbye)),
        [...new Set(goodbyes)].join(', '),
      ),
      ...(await complete(world, displays)),
      ...exited(world, exits),
    ];
  },
};

/** SIGTERM while PostgreSQL does not respond. */
export const hungAtEnd: Scenario = {
  name: 'hung-at-end',
  fault: 'SIGTERM while PostgreSQL is stopped (SIGSTOP)',
  async run(world) {
    const storm = world.storm();
    await sleep(300);
    world.postgres.freeze();
    await sleep(200);
    let exit: { code: number | null; milliseconds: number };
    try {
      exit = await world.nodes[0].terminate();
    } finally {
      world.postgres.thaw();
    }
    await world.nodes[0].start();
    return [...(await afterStorm(world, await storm.stop())), atMost(`it ends (with ${exit.code})`, exit.milliseconds, EXIT_MS, world), alive(world)];
  },
};

function exited(world: World, exits: readonly { code: number | null; milliseconds: number }[]): Finding[] {
  return [
    holds(
      'each ends with 0',
      exits.every(({ code }) => code === 0),
      `${exits.length} exits`,
    ),
    atMost('each ends', Math.max(...exits.map(({ milliseconds }) => milliseconds)), EXIT_MS, world),
  ];
}
