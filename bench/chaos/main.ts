import { parseArgs } from 'node:util';
import { Scope } from '../lib/scope.ts';
import { type Finding, lawful } from './finding.ts';
import { scenarios } from './scenarios/index.ts';
import { openWorld } from './world.ts';

const HOUR_MS = 3_600_000;

/**
 * npm run chaos -- [--minutes N] [--clients N] [--slack N] [name …]: injects every kind of fault into running servers,
 * for N minutes in total, and prints what must hold and whether it did. Exits with code 1 when something did not hold.
 * On a machine that is busy with other work, time limits are multiplied by `slack`.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string', default: '4' }, clients: { type: 'string', default: '32' }, slack: { type: 'string', default: '1' } },
});
const unknown = positionals.filter((name) => !scenarios.some((scenario) => scenario.name === name));
const [minutes, clients, slack] = [Number(values.minutes), Number(values.clients), Number(values.slack)];
if (unknown.length > 0 || !(minutes > 0) || !(slack >= 1) || !Number.isInteger(clients) || clients < 1) {
  console.error(`npm run chaos -- [--minutes N] [--clients N] [--slack N] [name …]; names: ${scenarios.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const chosen = scenarios.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const scope = new Scope();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void scope.close().finally(() => process.exit(130)));

let failed = 0;
try {
  const milliseconds = Math.round((minutes * 60_000) / chosen.length);
  console.log(`${chosen.length} faults, ${Math.round(milliseconds / 1000)} s each, ${clients} clients`);
  const world = await openWorld(scope, { milliseconds, clients, slack }, minutes * 60_000 + HOUR_MS);
  for (const { name, fault, run } of chosen) {
    const findings = await run(world).catch((error: Error): Finding[] => [{ what: 'the fault could be injected', figure: error.message, ok: false }]);
    if (findings.length > 0) findings.push(await lawful(world));
    tell(name, fault, findings);
    failed += findings.filter(({ ok }) => !ok).length;
  }
} catch (error) {
  console.error(error);
  failed += 1;
} finally {
  await scope.close();
}
console.log(failed === 0 ? '\nAll conditions hold.' : `\nFAILED: ${failed}`);
process.exit(failed === 0 ? 0 : 1);

function tell(name: string, fault: string, findings: readonly Finding[]): void {
  console.log(`\n${name}: ${fault}`);
  if (findings.length === 0) console.log('  skipped: there is no redis-server on the PATH');
  const width = Math.max(0, ...findings.map(({ what }) => what.length));
  for (const { what, figure, ok } of findings) console.log(`  ${ok ? 'ok    ' : 'FAILED'}  ${what.padEnd(width)}  ${figure}`);
}
