import type { Check } from './checks.ts';
import { check } from './checks.ts';
import { type EmbeddedServer, embeddedServer } from './embedded-server.ts';
import { readOptions } from './options.ts';
import { readOrders } from './parse-orders.ts';
import { closePhase, openPhase, type Phase, runOrders, type Surroundings } from './phase.ts';
import { usDollars } from './plan.ts';
import { progress } from './progress.ts';
import { recorder } from './recorder.ts';
import { deliver, holds } from './report.ts';
import { runProgram } from './run-program.ts';
import { type StoredOrder, storedEvents, storedOrders } from './stored.ts';

const DATA = new URL('../data/chipotle-orders.tsv', import.meta.url);

/**
 * The replay with two crashes in the middle. First the node alone is killed, and the clients wait for it. Then the
 * node and PostgreSQL are killed and the clients stop too, so that new clients continue half-done orders. Two displays
 * stay subscribed throughout.
 */
await runProgram(async (onEnd) => {
  const options = readOptions(process.argv.slice(2), { slug: 'chipotle-crash', dataDir: '.data-crash', orders: 300 });
  const startedAt = new Date().toISOString();
  const shown = progress();
  onEnd(shown.end);
  if (options.url !== null || options.resume) throw new Error('The crash test kills servers: it only runs on its own new server.');

  const server = await embeddedServer(options.dataDir, { keep: false });
  onEnd(server.stop);
  await server.start();
  const surroundings: Surroundings = { ...options, url: server.url, databaseUrl: server.platformUrl, file: readOrders(DATA), progress: shown };
  const phase = await openPhase(surroundings, usDollars(options.slug));
  const half = Math.max(1, Math.floor(phase.orders.length / 2));

  await throughCrashes(phase, server, half);
  shown.say('sending all orders again');
  const before = await snapshot(phase);
  await runOrders({ ...phase, recorder: recorder() });
  const checks = [...repeated(before, await snapshot(phase)), ...crashed(phase)];
  shown.end();
  const phases = [await closePhase(phase)];
  const report = { title: 'Replay with crashes', server: `a server of our own, data in ${options.dataDir}`, startedAt, phases, checks };
  deliver(report, options.report);
  return holds(report);
});

/** The first half of the orders with one crash in the middle, the rest with the other. */
async function throughCrashes(phase: Phase, server: EmbeddedServer, half: number): Promise<void> {
  const { progress: shown } = phase.surroundings;
  const clients = new AbortController();
  let restarted = Promise.resolve();
  await runOrders(phase, {
    signal: clients.signal,
    onOrder: (done) => {
      if (done === Math.ceil(half / 2)) {
        shown.say(`killing the node after ${done} orders`);
        restarted = server.kill().then(() => server.start());
        restarted.catch(() => clients.abort());
      } else if (done === half + Math.ceil(half / 2)) {
        clients.abort();
      }
    },
  });
  await restarted;
  shown.say('killing the node and PostgreSQL, with orders half done');
  await server.killWithDatabase();
  await server.start();
  await runOrders(phase);
}

interface Snapshot {
  readonly orders: readonly StoredOrder[];
  readonly head: number;
}

async function snapshot({ restaurant: { owner, outletId } }: Phase): Promise<Snapshot> {
  const events = await storedEvents(owner, outletId);
  return { orders: await storedOrders(owner, outletId), head: events.length };
}

/** Sending the same orders with the same ids again must change nothing. */
function repeated(before: Snapshot, after: Snapshot): Check[] {
  const same = JSON.stringify(before.orders) === JSON.stringify(after.orders);
  return [
    check('sending all orders again changed no order', same ? [] : ['the orders differ'], `${after.orders.length} orders`),
    check('… and created no event', before.head === after.head ? [] : [`${after.head - before.head} new events`], `still ${after.head}`),
  ];
}

/** Both crashes must have affected clients; otherwise the test proves nothing. */
function crashed({ feeds, recorder }: Phase): Check[] {
  const retries = recorder.operations().reduce((sum, operation) => sum + operation.retries, 0);
  return [
    check('clients had to retry', retries > 0 ? [] : ['no client did'], `${retries} times`),
    check(
      'every display reconnected after both crashes',
      feeds.filter(({ log }) => log.connections < 3).map(({ log }) => `${log.name}: ${log.connections} connections`),
    ),
  ];
}
