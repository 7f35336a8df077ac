import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeSchema } from '../schema.ts';
import { schemaFiles } from '../schema-files.ts';
import { committedSchema, unlistedChanges } from './breaking-changes.ts';

/**
 * Writes schema.graphql and the files for clients from the resolvers. With `--check` it fails when one of them is stale,
 * or when the schema breaks clients of the last commit.
 */
const schema = await makeSchema();
const files = Object.entries(schemaFiles(schema));
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
  const before = committedSchema();
  const breaking = before === null ? [] : unlistedChanges(before, schema);
  if (breaking.length > 0) {
    process.stderr.write(`${breaking.join('\n')}\nThese break clients: deprecate instead, or list each with its reason in src/commands/accepted-changes.ts.\n`);
    process.exit(1);
  }
  const compared = before === null ? 'There is no commit to compare with: breaking changes were not looked for.' : 'Nothing breaks clients of the last commit.';
  process.stdout.write(`schema.graphql and docs/clients are current. ${compared}\n`);
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
