import { execFileSync } from 'node:child_process';
import { buildSchema, findBreakingChanges, type GraphQLSchema } from 'graphql';
import { acceptedChanges } from './accepted-changes.ts';

const MAX_BYTES = 64 * 1024 * 1024;

/** The schema in the last commit or in another one; null: there is no git here, or no such commit. */
export function committedSchema(folder = '.', commit = 'HEAD'): string | null {
  try {
    return execFileSync('git', ['show', `${commit}:./schema.graphql`], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: MAX_BYTES,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return null;
  }
}

/** Changes that break clients of the schema before, in the library's words, and that are not listed as accepted. */
export function unlistedChanges(before: string, now: GraphQLSchema, accepted: Readonly<Record<string, readonly string[]>> = acceptedChanges): string[] {
  const listed = new Set(Object.values(accepted).flat());
  return findBreakingChanges(buildSchema(before), now)
    .map(({ description }) => description)
    .filter((description) => !listed.has(description));
}
