import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { benchFastPaths } from './fast-paths.ts';
import { benchGrowth } from './growth.ts';
import { benchKitchenFeed } from './kitchen-feed.ts';
import { benchLastItems } from './last-items.ts';
import { type Effort, type Options, type ProgramName, readOptions, usage } from './lib/options.ts';
import { isMet, printReport, type Report } from './lib/report.ts';
import { Scope } from './lib/scope.ts';
import { benchMenu } from './menu.ts';
import { benchMenuFlood } from './menu-flood.ts';
import { benchNeighbour } from './neighbour.ts';
import { benchOrderLife } from './order-life.ts';
import { benchOrders } from './orders.ts';
import { benchPlaceOrder } from './place-order.ts';
import { benchPlain } from './plain.ts';
import { benchPricing } from './pricing.ts';
import { benchReconnect } from './reconnect.ts';
import { benchService } from './service.ts';
import { benchSignIn } from './sign-in.ts';
import { benchSockets } from './sockets.ts';
import { benchStalled } from './stalled.ts';
import { benchStart } from './start.ts';

/** Load average above which other programs on this machine distort the figures. */
const BUSY = 0.7;

const programs: Record<ProgramName, (scope: Scope, effort: Effort) => Promise<Report>> = {
  menu: benchMenu,
  orders: benchOrders,
  place: benchPlaceOrder,
  life: benchOrderLife,
  feed: benchKitchenFeed,
  pricing: benchPricing,
  'fast-paths': benchFastPaths,
  start: benchStart,
  plain: benchPlain,
  growth: benchGrowth,
  sockets: benchSockets,
  stalled: benchStalled,
  reconnect: benchReconnect,
  'last-items': benchLastItems,
  'sign-in': benchSignIn,
  neighbour: benchNeighbour,
  'menu-flood': benchMenuFlood,
  service: benchService,
};

/** Runs the chosen programs. A missed target is a result, not an error. */
async function main({ programs: names, effort, json }: Options): Promise<void> {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}, Node ${process.versions.node}`;
  console.log(`Measured on ${machine}; servers, PostgreSQL and clients share the machine.`);
  console.log('Ratios are medians over alternating rounds; compare them, not the absolute figures.');
  const [busy = 0] = loadavg();
  if (busy > BUSY) console.log(`Other programs are running here (load ${busy.toFixed(1)}): the figures are less exact.`);
  const reports: Record<string, object> = {};
  for (const name of names) {
    const scope = new Scope();
    const interrupted = (): void => void scope.close().then(() => process.exit(130));
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    try {
      const report = await programs[name](scope, effort);
      printReport(report);
      reports[name] = { ...report, verdicts: report.verdicts.map((verdict) => ({ ...verdict, met: isMet(verdict) })) };
    } finally {
      await scope.close();
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    }
  }
  if (json !== null) writeFileSync(json, `${JSON.stringify({ machine, loadBefore: busy, effort, reports }, null, 2)}\n`);
}

let options: Options;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exit(2);
}
try {
  await main(options);
  // Sockets of closed clients may stay open for a while.
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exit(1);
}
