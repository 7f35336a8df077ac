import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeSchema } from '../schema.ts';
import { schemaFiles } from '../schema-files.ts';

/** Writes schema.graphql and what clients need to know of it from the resolvers; with `--check` fails when one of them is stale. */
const files = Object.entries(schemaFiles(await makeSchema()));
if (!process.argv.includes('--check')) {
  for (const [path, text] of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
} else {
  const stale = files.filter(([path, text]) => contentOf(path) !== text).map(([path]) => path);
  if (stale.length > 0) {
    process.stderr.write(`${stale.join(', ')}: stale, npm run schema\n`);
    process.exit(1);
  }
  process.stdout.write('schema.graphql and docs/clients are current.\n');
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
