import { writeSync } from 'node:fs';

// Loaded into a measured server: when it ends, it writes the phases of its start to the standard error. JavaScript, because
// Node takes a quarter of a second before it reads TypeScript.
process.on('exit', () => {
  const measures = performance.getEntriesByType('measure').filter(({ name }) => name.startsWith('start: '));
  writeSync(2, `${JSON.stringify(measures.map(({ name, duration }) => [name.slice('start: '.length), duration]))}\n`);
});
