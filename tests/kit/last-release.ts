import { buildSchema, type GraphQLSchema } from 'graphql';
import { committedSchema } from '../../src/commands/breaking-changes.ts';

/** The commit that clients were built against; docs/changes.md lists the changes since. */
const LAST_RELEASE = '5270ded';

/** The schema of the last release; null: the checkout's history does not contain it. */
export function lastRelease(): GraphQLSchema | null {
  const text = committedSchema('.', LAST_RELEASE);
  return text === null ? null : buildSchema(text);
}
