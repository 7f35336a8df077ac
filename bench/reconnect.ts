import { type Dapur, type MortalDapur, startDapur } from './lib/dapur.ts';
import { type Reads, readsBetween, readsOf } from './lib/database-reads.ts';
import { connectAll, Display } from './lib/display.ts';
import { FanOut, mustAgree } from './lib/fan-out.ts';
import { isChange } from './lib/feed-documents.ts';
import { invariantsAfter } from './lib/invariants.ts';
import { changerOf, type Kitchen, openKitchens } from './lib/kitchens.ts';
import { loadRow } from './lib/load-rows.ts';
import type { Effort } from './lib/options.ts';
import type { Report } from './lib/report.ts';
import type { Scope } from './lib/scope.ts';

const ALL_BACK_WITHIN_MS = 120_000;
const GOAL_S = 30;
const EVENTS = 3;
const SHARED_SECONDS = 2;

/** The server is killed with thousands of connected displays and starts again: all must come back without overloading it. */
export async function benchReconnect(scope: Scope, { load }: Effort): Promise<Report> {
  const { sockets, outlets } = load.reconnect;
  const dapur = await startDapur(scope);
  const { kitchens } = await openKitchens(dapur, 'bench-reconnect', { outlets });
  const fanOut = new FanOut();
  const displayOf = (kitchen: Kitchen): Display => new Display({ port: dapur.port, greeting: kitchen.display, isNews: isChange, onNews: fanOut.arrived });
  const displays = Array.from({ length: sockets }, (_, index) => displayOf(kitchens[index % outlets] as Kitchen));
  scope.defer(() => displays.forEach((display) => void display.leave()));
  const one = await costOfOne(dapur, displayOf(kitchens[0] as Kitchen));
  await connectAll(displays);
  // Every second display starts with a snapshot, like one that was just switched on.
  for (const [index, display] of displays.entries()) Object.assign(display, { comesBack: true, resumes: Math.floor(index / outlets) % 2 === 0 });
  const change = async (): Promise<void> => {
    const changes = kitchens.map((kitchen) => changers.get(kitchen) as () => Promise<void>);
    await fanOut.send(sockets, () => Promise.all(changes.map((run) => run())));
  };
  const changers = new Map(kitchens.map((kitchen) => [kitchen, changerOf(scope, dapur.port, kitchen)]));
  for (let event = 0; event < EVENTS; event += 1) await change();

  const quiet = await storm(dapur, displays, async () => undefined);
  // Again while the kitchens work: a display that comes back late has missed events.
  const busy = await storm(quiet.server, displays, async () => {
    for (let event = 0; event < EVENTS; event += 1) await Promise.all(kitchens.map((kitchen) => changers.get(kitchen)?.()));
  });
  fanOut.begin();
  for (let event = 0; event < EVENTS; event += 1) await change();
  const deliveries = fanOut.deliveries;
  for (let outlet = 0; outlet < outlets; outlet += 1) {
    const here = displays.filter((_, index) => index % outlets === outlet);
    mustAgree(here.filter(({ resumes }) => resumes));
    if (new Set(here.map(({ last }) => last)).size !== 1) throw new Error('Displays of one outlet do not have the same last sequence.');
  }
  const per = (table: string): number => (quiet.reads.scans[table] ?? 0) / Math.max(one.scans[table] ?? 1, 1) / outlets;
  const atMost = (value: number) => ({ bound: 'at most', value }) as const;
  const allowed = 1 + Math.ceil((quiet.lastBack - quiet.firstBack) / SHARED_SECONDS);
  const invariants = await invariantsAfter(dapur);
  return {
    title: `The server is killed with ${sockets} displays of ${outlets} outlets connected`,
    operation: ['delivery', 'deliveries'],
    rows: [loadRow('one event to all, afterwards', busy.server, deliveries)],
    verdicts: [
      { claim: 'all displays back after the server is ready', measured: quiet.lastBack, unit: 's', target: atMost(GOAL_S) },
      { claim: 'the same while the kitchens work', measured: busy.lastBack, unit: 's', target: atMost(GOAL_S) },
      { claim: 'snapshots read, for each outlet', measured: per('kitchen_ticket'), unit: '', target: atMost(allowed) },
      { claim: 'transactions for each display that came back', measured: quiet.reads.transactions / sockets, unit: '', target: null },
      { claim: 'from the kill until the server is ready', measured: quiet.down, unit: 's', target: null },
      invariants.verdict,
    ],
    notes: [
      `Displays wait before each attempt: 0.5 s, doubled up to 8 s, times a random factor of 0.5 to 1.5. Half resume at their last sequence, half start with a snapshot; a snapshot is shared for ${SHARED_SECONDS} s while nothing changes.`,
      `First display back after ${quiet.firstBack.toFixed(2)} s, last after ${quiet.lastBack.toFixed(1)} s; while the kitchens work ${busy.firstBack.toFixed(2)} and ${busy.lastBack.toFixed(1)} s. ${busy.attempts} and ${quiet.attempts} connections were made by ${sockets} displays.`,
      `Scans of the whole storm: ${['kitchen_ticket', 'outlet', 'kitchen_station', 'event', 'device'].map((table) => `${table} ${quiet.reads.scans[table] ?? 0} (one display alone: ${one.scans[table] ?? 0})`).join(', ')}.`,
      'Displays that resumed have the same changes in the same order, without losses or duplicates; the others have the same last sequence.',
      invariants.note,
    ],
  };
}

interface Storm {
  readonly server: MortalDapur;
  /** Seconds from the kill until the server is ready. */
  readonly down: number;
  /** Seconds from readiness to the first display. */
  readonly firstBack: number;
  readonly lastBack: number;
  readonly attempts: number;
  readonly reads: Reads;
}

async function storm(dapur: MortalDapur, displays: readonly Display[], meanwhile: () => Promise<void>): Promise<Storm> {
  const before = await readsOf(dapur);
  const connections = displays.reduce((sum, display) => sum + display.connections, 0);
  const killed = performance.now();
  await dapur.kill();
  const server = await dapur.startAgain();
  const ready = performance.now();
  await meanwhile();
  while (displays.some(({ isOpen, greetedAt }) => !isOpen || greetedAt < killed)) {
    if (performance.now() - ready > ALL_BACK_WITHIN_MS) throw new Error(`${displays.filter(({ isOpen }) => !isOpen).length} displays have not come back.`);
    await new Promise((done) => setTimeout(done, 100));
  }
  const back = displays.map(({ greetedAt }) => (greetedAt - ready) / 1000);
  const reads = readsBetween(before, await readsOf(dapur));
  const attempts = displays.reduce((sum, display) => sum + display.connections, 0) - connections;
  return { server, down: (ready - killed) / 1000, firstBack: Math.min(...back), lastBack: Math.max(...back), attempts, reads };
}

/** Database reads for one display that starts with a snapshot. */
async function costOfOne(dapur: Dapur, display: Display): Promise<Reads> {
  display.resumes = false;
  await display.connect();
  display.leave();
  const before = await readsOf(dapur);
  await display.connect();
  display.leave();
  return readsBetween(before, await readsOf(dapur));
}
