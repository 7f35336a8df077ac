import { startDapur } from './lib/dapur.ts';
import { connectAll, Display } from './lib/display.ts';
import { FanOut, mustAgree } from './lib/fan-out.ts';
import { isChange } from './lib/feed-documents.ts';
import { invariantsAfter } from './lib/invariants.ts';
import { changerOf, openKitchens } from './lib/kitchens.ts';
import type { Load } from './lib/load.ts';
import { loadRow } from './lib/load-rows.ts';
import type { Effort } from './lib/options.ts';
import { connectionsTo, usageOf } from './lib/process-usage.ts';
import type { Report } from './lib/report.ts';
import type { Scope } from './lib/scope.ts';

const REST_MS = 2000;
const LOOK_MS = 100;
const CLOSED_WITHIN_S = 30;
const RESUMED_WITHIN_MS = 60_000;
const MAX_RATIO = 1.5;

/** Some displays stop reading, like sleeping tablets, while the kitchen keeps working. */
export async function benchStalled(scope: Scope, { load }: Effort): Promise<Report> {
  const { sockets, stalled: count, calm, changes, heartbeatMilliseconds } = load.stalled;
  const dapur = await startDapur(scope, { HEARTBEAT_MILLISECONDS: String(heartbeatMilliseconds) });
  const { kitchens } = await openKitchens(dapur, 'bench-stalled', { outlets: 1, lines: 8, noteLength: 190 });
  const [kitchen] = kitchens;
  if (!kitchen) throw new Error('There is no kitchen.');
  const change = changerOf(scope, dapur.port, kitchen);
  const fanOut = new FanOut();
  let bytes = 0;
  const isNews = (message: Buffer): boolean => isChange(message) && (bytes = message.length) > 0;
  const displays = Array.from({ length: sockets }, (_, index) => {
    const onNews = index < count ? () => undefined : fanOut.arrived;
    return new Display({ port: dapur.port, greeting: kitchen.display, isNews, onNews });
  });
  scope.defer(() => displays.forEach((display) => void display.leave()));
  await connectAll(displays);
  await rest(REST_MS);
  const [asleep, healthy] = [displays.slice(0, count), displays.slice(count)];
  const play = async (events: number, more: () => boolean = () => false): Promise<Load> => {
    fanOut.begin();
    for (let event = 0; event < events || more(); event += 1) await fanOut.send(healthy.length, change);
    return fanOut.deliveries;
  };
  await play(Math.ceil(calm / 5));
  const before = await play(calm);

  const connections = connectionsTo(dapur.port);
  const since = performance.now();
  let closedAfter: number | null = null;
  for (const display of asleep) display.stall();
  const looking = setInterval(() => {
    if (closedAfter === null && connectionsTo(dapur.port) <= connections - count) closedAfter = (performance.now() - since) / 1000;
  }, LOOK_MS);
  scope.defer(() => clearInterval(looking));
  const beside = await play(changes, () => closedAfter === null && performance.now() - since < 1000 * (CLOSED_WITHIN_S + 5));
  clearInterval(looking);

  const woken = performance.now();
  for (const display of asleep) {
    display.comesBack = true;
    display.wake();
  }
  const head = healthy[0]?.last ?? 0;
  while (asleep.some(({ last }) => (last ?? 0) < head) && performance.now() - woken < RESUMED_WITHIN_MS) await rest(LOOK_MS);
  const resumed = (performance.now() - woken) / 1000;
  const after = await play(calm);
  await rest(REST_MS);
  mustAgree(displays);
  const calmP99 = (before.p99Milliseconds + after.p99Milliseconds) / 2;
  const invariants = await invariantsAfter(dapur);
  return {
    title: `${count} of ${sockets} displays stop reading`,
    operation: ['delivery', 'deliveries'],
    rows: [
      loadRow('before: all displays read', dapur, before),
      loadRow(`during: displays that read, beside ${count} that do not`, dapur, beside),
      loadRow('after: all displays read again', dapur, after),
    ],
    verdicts: [
      {
        claim: 'p99 of healthy displays, beside stalled ones / calm',
        measured: beside.p99Milliseconds / calmP99,
        unit: '×',
        target: { bound: 'at most', value: MAX_RATIO },
      },
      {
        claim: 'p50 of healthy displays, beside stalled ones / calm',
        measured: beside.p50Milliseconds / ((before.p50Milliseconds + after.p50Milliseconds) / 2),
        unit: '×',
        target: null,
      },
      {
        claim: 'the last of the stalled is closed after',
        measured: closedAfter ?? Number.NaN,
        unit: 's',
        target: { bound: 'at most', value: CLOSED_WITHIN_S },
      },
      { claim: 'all of them have caught up after waking', measured: resumed, unit: 's', target: null },
      invariants.verdict,
    ],
    notes: [
      `Messages of ${bytes} bytes; ${before.operations / healthy.length} changes before, ${beside.operations / healthy.length} beside, ${after.operations / healthy.length} after; each is sent when all healthy displays have the one before.`,
      `The stalled missed ${beside.operations / healthy.length} changes, came back with their last number (${asleep.filter((display) => display.connections > 1).length} of ${count} on a new socket, ${asleep.reduce((sum, { snapshots }) => sum + snapshots, 0) - count} from a snapshot) and have exactly what the others have, in order.`,
      `Server alive, ${(usageOf(dapur.pid).rssBytes / 2 ** 20).toFixed(0)} MB. Clients are one process on the same machine.`,
      invariants.note,
    ],
  };
}

function rest(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
