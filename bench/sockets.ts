import { Audience } from './lib/audience.ts';
import { startReference } from './lib/child.ts';
import { type Dapur, startDapur } from './lib/dapur.ts';
import { connectAll, Display } from './lib/display.ts';
import { FanOut } from './lib/fan-out.ts';
import { isChange } from './lib/feed-documents.ts';
import { invariantsAfter } from './lib/invariants.ts';
import { changerOf, type Kitchen, openKitchens } from './lib/kitchens.ts';
import { type Load, loadOf, together } from './lib/load.ts';
import { loadRow } from './lib/load-rows.ts';
import type { Effort } from './lib/options.ts';
import { connectionsTo, usageOf } from './lib/process-usage.ts';
import type { Report } from './lib/report.ts';
import type { Scope } from './lib/scope.ts';
import { median } from './lib/statistics.ts';

const WARM_UP_EVENTS = 5;
const REST_MS = 2000;
const SETTLE_MS = 30_000;
/** The target. Above the limit, a node with 1 GB has no memory for anything else. */
const GOAL_MB = 512;
const LIMIT_MB = 600;
const MAX_LEFT = 1.3;

/** One event to thousands of sockets of one node: two thirds are displays, one third guests who follow an order. */
export async function benchSockets(scope: Scope, { load }: Effort): Promise<Report> {
  const { sockets, outlets, events } = load.fanOut;
  const dapur = await startDapur(scope, {}, { collects: true });
  const { kitchens } = await openKitchens(dapur, 'bench-sockets', { outlets });
  const crowd = new Crowd(scope, dapur, kitchens);
  await crowd.visit(Math.min(sockets, 10 * outlets), WARM_UP_EVENTS);
  await crowd.emptied();
  await rest(REST_MS);
  await collect(dapur);
  const idle = { connections: connectionsTo(dapur.port), megabytes: megabytes(dapur) };

  const first = await crowd.visit(sockets, events);
  const { left } = await crowd.emptied(idle.connections);
  const second = await crowd.visit(sockets, events);
  const again = await crowd.emptied(idle.connections);
  const deliveries = together([first.deliveries, second.deliveries]);
  const bare = await bareBroadcast(scope, sockets, events);
  const whole = [...first.whole, ...second.whole];
  const atMost = (value: number) => ({ bound: 'at most', value }) as const;
  const invariants = await invariantsAfter(dapur);
  return {
    title: `One event to ${sockets} sockets of one node, over ${outlets} outlets`,
    operation: ['delivery', 'deliveries'],
    rows: [
      loadRow('Dapur, from the mutation to a socket', dapur, deliveries),
      loadRow('bare ws broadcast, until the last socket', { pid: bare.pid }, bare.deliveries),
    ],
    verdicts: [
      { claim: 'memory of the node with all sockets', measured: Math.max(first.megabytes, second.megabytes), unit: 'MB', target: atMost(GOAL_MB) },
      { claim: 'memory for each socket', measured: ((second.held - idle.megabytes) * 1024) / sockets, unit: 'kB', target: null },
      { claim: 'memory after all sockets left / before they connected', measured: left / idle.megabytes, unit: '×', target: atMost(MAX_LEFT) },
      { claim: 'memory after the second visit / after the first', measured: again.left / left, unit: '×', target: atMost(1.1) },
      {
        claim: 'time until the last socket has the event, Dapur / bare ws, median',
        measured: median(whole) / bare.deliveries.p50Milliseconds,
        unit: '×',
        target: null,
      },
      { claim: 'p99 of a delivery', measured: deliveries.p99Milliseconds, unit: 'ms', target: null },
      { claim: 'time to connect all sockets', measured: first.connectSeconds, unit: 's', target: null },
      invariants.verdict,
    ],
    notes: [
      `${deliveries.operations} deliveries, every event to every socket exactly once; ${outlets} mutations at the same time make one event. All clients are one process on the same machine: its work is part of every figure.`,
      `Memory is RSS: ${idle.megabytes.toFixed(0)} MB idle, ${first.megabytes.toFixed(0)} and ${second.megabytes.toFixed(0)} MB at most with all sockets (limit ${LIMIT_MB}), of which ${first.held.toFixed(0)} and ${second.held.toFixed(0)} MB are live, ${left.toFixed(0)} and ${again.left.toFixed(0)} MB after they left. Live memory is RSS after a garbage collection; V8 by itself does not collect on a machine with spare memory.`,
      `Sockets left on the server after closing: ${again.connections - idle.connections}.`,
      invariants.note,
    ],
  };
}

interface Visit {
  readonly connectSeconds: number;
  readonly deliveries: Load;
  /** Time of each event until the last socket had it. */
  readonly whole: readonly number[];
  /** Peak while events were sent. */
  readonly megabytes: number;
  /** After the last event and a garbage collection. */
  readonly held: number;
}

/** Sockets that connect, listen and leave. */
class Crowd {
  readonly #dapur: Dapur;
  readonly #kitchens: readonly Kitchen[];
  readonly #changes: readonly (() => Promise<void>)[];
  #displays: Display[] = [];

  constructor(scope: Scope, dapur: Dapur, kitchens: readonly Kitchen[]) {
    this.#dapur = dapur;
    this.#kitchens = kitchens;
    this.#changes = kitchens.map((kitchen) => changerOf(scope, dapur.port, kitchen));
    scope.defer(() => this.#leave());
  }

  async visit(sockets: number, events: number): Promise<Visit> {
    const fanOut = new FanOut();
    const isNews = (message: Buffer): boolean => isChange(message) || message.includes('"orderTracked"', 0, 'latin1');
    this.#displays = Array.from({ length: sockets }, (_, index) => {
      const kitchen = this.#kitchens[index % this.#kitchens.length] as Kitchen;
      const greeting = Math.floor(index / this.#kitchens.length) % 3 === 2 ? kitchen.guest : kitchen.display;
      return new Display({ port: this.#dapur.port, greeting, isNews, onNews: fanOut.arrived });
    });
    const start = performance.now();
    await connectAll(this.#displays);
    const connectSeconds = (performance.now() - start) / 1000;
    await rest(REST_MS);
    fanOut.begin();
    const whole: number[] = [];
    let highest = megabytes(this.#dapur);
    for (let event = 0; event < events; event += 1) {
      const sent = performance.now();
      await fanOut.send(sockets, () => Promise.all(this.#changes.map((change) => change())));
      whole.push(performance.now() - sent);
      highest = Math.max(highest, megabytes(this.#dapur));
    }
    const { deliveries } = fanOut;
    await collect(this.#dapur);
    return { connectSeconds, deliveries, whole, megabytes: highest, held: megabytes(this.#dapur) };
  }

  /** Disconnects all sockets, waits until the server has noticed, and collects garbage. */
  async emptied(connections = Number.POSITIVE_INFINITY): Promise<{ left: number; connections: number }> {
    this.#leave();
    const start = performance.now();
    const elapsed = (): number => performance.now() - start;
    while (elapsed() < SETTLE_MS && connectionsTo(this.#dapur.port) > connections) await rest(500);
    await collect(this.#dapur);
    return { left: megabytes(this.#dapur), connections: connectionsTo(this.#dapur.port) };
  }

  #leave(): void {
    for (const display of this.#displays.splice(0)) display.leave();
  }
}

/** The same number of sockets with one `send` each: the best that the machine can do. */
async function bareBroadcast(scope: Scope, sockets: number, events: number): Promise<{ pid: number; deliveries: Load }> {
  const reference = await startReference(scope, 'broadcast', {});
  const text = `{"id":"1","type":"next","payload":{"data":{"kitchenFeed":{"__typename":"KitchenTicketChange","filler":"${'x'.repeat(500)}"}}}}`;
  const audience = await Audience.connect(reference.port, sockets, null, isChange);
  scope.defer(() => audience.leave());
  await rest(REST_MS);
  const start = performance.now();
  const took: number[] = [];
  for (let event = 0; event < events; event += 1) {
    const sent = performance.now();
    await audience.during(async () => reference.process.send(text));
    took.push(performance.now() - sent);
  }
  const seconds = (performance.now() - start) / 1000;
  const whole = loadOf(took, seconds);
  return { pid: reference.pid, deliveries: { ...whole, operations: events * sockets, perSecond: (events * sockets) / seconds } };
}

/** Triggers a garbage collection in the server and waits until the memory is released. */
async function collect({ pid }: Dapur): Promise<void> {
  process.kill(pid, 'SIGUSR2');
  await rest(REST_MS);
}

function megabytes({ pid }: Dapur): number {
  return usageOf(pid).rssBytes / 2 ** 20;
}

function rest(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
