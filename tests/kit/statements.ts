import { createRequire } from 'node:module';
import type { TestApp } from './app.ts';

// The ORM's own copy of the driver: it may be another version than the installed one.
const pg = createRequire(createRequire(import.meta.url).resolve('@mikro-orm/postgresql'))('pg') as { Client: { prototype: { query: Query } } };

/** Statements that some work sent to the database. */
export interface Statements<T> {
  readonly result: T;
  /** All statements of the runtime role, in order, transaction control included. */
  readonly statements: readonly string[];
}

type Query = (this: { user: string; database: string }, ...args: unknown[]) => unknown;

/**
 * Records the statements that an app sends as the runtime role while `work` runs, by patching the driver. Run the same
 * operation once before, so that cached data (sessions, menus) is already in memory.
 */
export async function recordStatements<T>(app: TestApp, work: () => Promise<T>): Promise<Statements<T>> {
  const { username, pathname } = new URL(app.config.database?.runtime ?? '');
  const statements: string[] = [];
  const { prototype } = pg.Client;
  const original = prototype.query;
  prototype.query = function query(...args) {
    if (this.user === username && this.database === pathname.slice(1)) statements.push(textOf(args[0]));
    return original.apply(this, args);
  };
  try {
    return { result: await work(), statements };
  } finally {
    prototype.query = original;
  }
}

/** The number of statements of `work`, see {@link recordStatements}. */
export async function countStatements(app: TestApp, work: () => Promise<unknown>): Promise<number> {
  return (await recordStatements(app, work)).statements.length;
}

function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  const { text, cursor } = query as { text?: string; cursor?: { text?: string } };
  return text ?? cursor?.text ?? '';
}
