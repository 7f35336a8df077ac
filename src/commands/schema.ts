import { readFileSync, writeFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { makeSchema } from '../schema.ts';

/** Writes schema.graphql from the resolvers; with `--check` fails when it is stale. */
const FILE = 'schema.graphql';
const text = `# Made by npm run schema; do not edit.\n\n${printSchema(lexicographicSortSchema(await makeSchema()))}\n`;
if (!process.argv.includes('--check')) {
  writeFileSync(FILE, text);
} else if (readFileSync(FILE, 'utf8') !== text) {
  process.stderr.write('schema.graphql is stale: npm run schema\n');
  process.exit(1);
} else {
  process.stdout.write('schema.graphql is current.\n');
}
