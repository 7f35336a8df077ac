import { embeddedServer } from './embedded-server.ts';
import { readOptions } from './options.ts';
import { readOrders } from './parse-orders.ts';
import { closePhase, openPhase, type PhaseReport, runOrders, type Surroundings } from './phase.ts';
import { rupiah, usDollars } from './plan.ts';
import { progress } from './progress.ts';
import { deliver, holds } from './report.ts';
import { runProgram } from './run-program.ts';

const DATA = new URL('../data/chipotle-orders.tsv', import.meta.url);

/** Replays the real orders through the API, first in US dollars, then in rupiah with service charge and tax. */
await runProgram(async (onEnd) => {
  const file = readOrders(DATA);
  const options = readOptions(process.argv.slice(2), { slug: 'chipotle-replay', dataDir: '.data-replay', orders: file.length });
  const startedAt = new Date().toISOString();
  const shown = progress();
  onEnd(shown.end);

  let { url } = options;
  let databaseUrl = (): string | null => options.databaseUrl;
  if (url === null) {
    shown.say('starting a server of our own');
    const server = await embeddedServer(options.dataDir, { keep: options.resume });
    onEnd(server.stop);
    await server.start();
    url = server.url;
    databaseUrl = server.platformUrl;
  }

  const surroundings: Surroundings = { ...options, url, databaseUrl, file, progress: shown };
  const phases: PhaseReport[] = [];
  for (const plan of [usDollars(options.slug), rupiah(options.slug)]) {
    const phase = await openPhase(surroundings, plan);
    await runOrders(phase);
    phases.push(await closePhase(phase));
  }
  shown.end();
  const report = { title: 'Replay of real orders', server: options.url ?? `a server of our own, data in ${options.dataDir}`, startedAt, phases, checks: [] };
  deliver(report, options.report);
  return holds(report);
});
