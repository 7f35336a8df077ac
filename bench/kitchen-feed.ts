import { apiOf, headersOf, mutate } from './lib/api.ts';
import { Audience, type Greeting } from './lib/audience.ts';
import { type Reference, startReference } from './lib/child.ts';
import { type Dapur, startDapur } from './lib/dapur.ts';
import { FEED, isChange } from './lib/feed-documents.ts';
import { changerOf } from './lib/kitchens.ts';
import type { Effort } from './lib/options.ts';
import { openFilesLimit, usageOf } from './lib/process-usage.ts';
import { type Report, type Row, rowOf, type Verdict } from './lib/report.ts';
import { addProducts, employ, openOutlet, openRestaurant } from './lib/restaurant.ts';
import { type Round, ratio } from './lib/rounds.ts';
import { Scope } from './lib/scope.ts';
import { percentile } from './lib/statistics.ts';

const BLOCKS = 4;
const WARM_UP = { sockets: 100, changes: 60 };
const REST_MS = 2000;
const MAX_CPU_RATIO = 2.5;
const MAX_KILOBYTES = 40;
/** With few sockets, the mutation and the heap's growth weigh more than the sockets: the figures are printed without a target. */
const JUDGED_FROM = 2000;

/** (c) Sockets on the kitchen feed of one station, against a bare `ws` broadcast of the same bytes. */
export async function benchKitchenFeed(whole: Scope, effort: Effort): Promise<Report> {
  const rows: Row[] = [];
  const verdicts: Verdict[] = [];
  const notes: string[] = ['Each change is sent after all sockets have received the previous one; each event is compared byte by byte on every socket.'];
  for (const sockets of effort.sockets) {
    mustAllow(sockets);
    // New servers for each size: memory left by the previous size would count otherwise.
    const scope = new Scope();
    whole.defer(() => scope.close());
    try {
      const result = await measure(scope, sockets, effort.changes);
      rows.push(...result.rows);
      verdicts.push(...result.verdicts);
      notes.push(...result.notes);
    } finally {
      await scope.close();
    }
  }
  return { title: 'Kitchen feed of one station', operation: ['delivery', 'deliveries'], rows, verdicts, notes };
}

function mustAllow(sockets: number): void {
  const needed = 2 * sockets + 500;
  const limit = openFilesLimit();
  if (limit < needed) throw new Error(`${sockets} sockets to each server need ${needed} open files; the limit here is ${limit}. Raise it: ulimit -n ${needed}`);
}

/** One of the two servers, and how to cause an event on it. */
interface Side {
  readonly name: string;
  readonly pid: number;
  readonly rssBefore: number;
  readonly audience: Audience;
  readonly rounds: Round[];
}

async function measure(scope: Scope, sockets: number, changes: number): Promise<{ rows: Row[]; verdicts: Verdict[]; notes: string[] }> {
  const dapur = await startDapur(scope);
  const kitchen = await openKitchen(scope, dapur);
  const reference = await startReference(scope, 'broadcast', {});
  const mutationMicros = await warmUp(kitchen, dapur, reference);

  const subject = await open(scope, `Dapur kitchenFeed, ${sockets} sockets`, dapur, sockets, kitchen.greeting);
  const bare = await open(scope, `bare ws broadcast, ${sockets} sockets`, reference, sockets, null);
  const connected = usageOf(dapur.pid).rssBytes;
  let bytes = 0;
  for (let block = 0; block < BLOCKS; block += 1) {
    const events: Buffer[] = [];
    await play(subject, changes / BLOCKS, async () => void events.push(await subject.audience.during(kitchen.change)));
    bytes = events[0]?.length ?? 0;
    await play(bare, events.length, (index) => bare.audience.during(async () => reference.process.send(events[index]?.toString() ?? '')));
  }
  await rest();
  for (const { audience } of [subject, bare]) audience.mustHave(changes);
  const perSocket = (side: Side): number => (usageOf(side.pid).rssBytes - side.rssBefore) / sockets / 1000;
  const cpu = ratio(subject.rounds, bare.rounds, (round) => round.cpuMicros);
  const atMost = (value: number): Verdict['target'] => (sockets >= JUDGED_FROM ? { bound: 'at most', value } : null);
  return {
    rows: [subject, bare].map((side) => rowOf(side.name, side.rounds)),
    verdicts: [
      { claim: `CPU per delivery, Dapur / bare ws, ${sockets} sockets`, measured: cpu, unit: '×', target: atMost(MAX_CPU_RATIO) },
      { claim: `Dapur memory per socket, ${sockets} sockets`, measured: perSocket(subject), unit: 'kB', target: atMost(MAX_KILOBYTES) },
      { claim: `bare ws memory per socket, ${sockets} sockets`, measured: perSocket(bare), unit: 'kB', target: null },
    ],
    notes: [
      `${sockets} sockets: ${changes} changes of ${bytes} bytes, every one delivered to every socket exactly once. Deliveries of Dapur include the mutation that causes them, ${Math.round(mutationMicros)} µs each (without sockets).`,
      `${sockets} sockets: memory is RSS after the last event less RSS before connecting, no collection forced; just connected it was ${((connected - subject.rssBefore) / sockets / 1000).toFixed(1)} kB.`,
    ],
  };
}

async function open(scope: Scope, name: string, server: { pid: number; port: number }, sockets: number, greeting: Greeting | null): Promise<Side> {
  const rssBefore = usageOf(server.pid).rssBytes;
  const audience = await Audience.connect(server.port, sockets, greeting, isChange);
  scope.defer(() => audience.leave());
  await rest();
  return { name, pid: server.pid, rssBefore, audience, rounds: [] };
}

/** Sends `count` events on one side; the figures become a round. */
async function play(side: Side, count: number, cause: (index: number) => Promise<unknown>): Promise<void> {
  const before = usageOf(side.pid);
  const start = performance.now();
  const latencies = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    const sent = performance.now();
    await cause(index);
    latencies[index] = performance.now() - sent;
  }
  const seconds = (performance.now() - start) / 1000;
  const after = usageOf(side.pid);
  const operations = count * side.audience.size;
  latencies.sort();
  side.rounds.push({
    operations,
    perSecond: operations / seconds,
    p50Milliseconds: percentile(latencies, 0.5),
    p95Milliseconds: percentile(latencies, 0.95),
    p99Milliseconds: percentile(latencies, 0.99),
    cpuMicros: ((after.cpuSeconds - before.cpuSeconds) * 1e6) / operations,
    databaseCpuMicros: null,
    rssBytes: after.rssBytes,
  });
}

interface Kitchen {
  readonly greeting: Greeting;
  /** Bumps the ticket, or recalls it: one change of one ticket. */
  readonly change: () => Promise<void>;
}

/** An outlet with one ticket at its bar, and a display of that station. */
async function openKitchen(scope: Scope, dapur: Dapur): Promise<Kitchen> {
  const restaurant = await openRestaurant(apiOf(dapur.port), 'bench-kitchen');
  const { api, admin, tenantId } = restaurant;
  const outlet = await openOutlet(restaurant, 1);
  const [product] = await addProducts<{ id: string }>(restaurant, [[{ sku: 'TEA', name: 'Black tea', price: 12_000 }]], 'id');
  const lines = [1, 2].map((quantity) => ({ productId: product?.id, quantity, notes: 'less sugar' }));
  const input = { outletId: outlet.id, serviceMode: 'TAKEAWAY', channel: 'POS', customerName: 'Table by the window', lines };
  const { order } = await mutate<{ order: { tickets: { id: string }[] } }>(api, 'placeOrder', 'order { tickets { id } }', input, admin);
  const device = { outletId: outlet.id, kind: 'KITCHEN_DISPLAY', name: 'Display', stationIds: [outlet.bar] };
  const { token } = await mutate<{ token: string }>(api, 'createDevice', 'token', device, admin);
  const cook = await employ(restaurant, 'KITCHEN', [outlet.id]);
  return {
    greeting: {
      protocol: 'graphql-transport-ws',
      connectionParams: headersOf({ token, tenant: tenantId }),
      query: FEED,
      variables: { outletId: outlet.id, stationIds: [outlet.bar] },
    },
    change: changerOf(scope, dapur.port, { ticketId: order.tickets[0]?.id ?? '', cook }),
  };
}

/** Warms up the code on both sides. Returns the CPU time of a change without listeners, in microseconds. */
async function warmUp(kitchen: Kitchen, dapur: Dapur, reference: Reference): Promise<number> {
  const listeners = await Audience.connect(dapur.port, WARM_UP.sockets, kitchen.greeting, isChange);
  const bare = await Audience.connect(reference.port, WARM_UP.sockets, null, isChange);
  for (let index = 0; index < WARM_UP.changes; index += 1) {
    const event = await listeners.during(kitchen.change);
    await bare.during(async () => reference.process.send(event.toString()));
  }
  await Promise.all([listeners.leave(), bare.leave()]);
  await rest();
  const before = usageOf(dapur.pid).cpuSeconds;
  for (let index = 0; index < WARM_UP.changes; index += 1) await kitchen.change();
  const after = usageOf(dapur.pid).cpuSeconds;
  await rest();
  return ((after - before) * 1e6) / WARM_UP.changes;
}

function rest(): Promise<void> {
  return new Promise((done) => setTimeout(done, REST_MS));
}
