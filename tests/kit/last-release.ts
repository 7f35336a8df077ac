import { buildSchema, type GraphQLSchema } from 'graphql';
import { committedSchema } from '../../src/commands/breaking-changes.ts';

/** The commit that clients have built against; docs/changes.md tells what is new since. */
const LAST_RELEASE = '5270ded';

/** The schema of the last release; null: the checkout has no history that reaches so far. */
export function lastRelease(): GraphQLSchema | null {
  const text = committedSchema('.', LAST_RELEASE);
  return text === null ? null : buildSchema(text);
}
