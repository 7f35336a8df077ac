import { createRequire } from 'node:module';
import type { TestApp } from './app.ts';

// The ORM's own copy of the driver: it may be another version than the installed one.
const pg = createRequire(createRequire(import.meta.url).resolve('@mikro-orm/postgresql'))('pg') as { Client: { prototype: { query: Query } } };

/** Statements that some work sent to the database. */
export interface Statements<T> {
  readonly result: T;
  /** All statements of the role, in order, transaction control included. */
  readonly statements: readonly string[];
}

type Query = (this: { user: string; database: string }, ...args: unknown[]) => unknown;

/** What is read to recognise a caller. It is kept for five seconds, so it may come at any time. */
const OF_CALLER = /from "user_session"|tenant_by_key/;

/**
 * Records the statements that an app sends as the runtime role, or as the platform role, while `work` runs, by patching the
 * driver. Run the same operation once before, so that cached data (menus) is already in memory. What recognises the caller is left out.
 */
export async function recordStatements<T>(app: TestApp, work: () => Promise<T>, role: 'runtime' | 'platform' = 'runtime'): Promise<Statements<T>> {
  const { username, pathname } = new URL(app.config.database?.[role] ?? '');
  const sent: { readonly client: object; readonly text: string }[] = [];
  const { prototype } = pg.Client;
  const original = prototype.query;
  prototype.query = function query(...args) {
    if (this.user === username && this.database === pathname.slice(1)) sent.push({ client: this, text: textOf(args[0]) });
    return original.apply(this, args);
  };
  try {
    const result = await work();
    return { result, statements: withoutCaller(sent) };
  } finally {
    prototype.query = original;
  }
}

/** The texts, without the transactions that do nothing but recognise a caller. */
function withoutCaller(sent: readonly { readonly client: object; readonly text: string }[]): string[] {
  const left = new Set(sent);
  for (const [, ofClient] of Map.groupBy(sent, ({ client }) => client)) {
    ofClient.forEach((one, index) => {
      if (!OF_CALLER.test(one.text)) return;
      const around = [ofClient[index - 1], one, ofClient[index + 1]];
      const isAlone = around[0]?.text.startsWith('begin') && around[2]?.text === 'commit';
      for (const statement of isAlone ? around : [one]) if (statement) left.delete(statement);
    });
  }
  return [...left].map(({ text }) => text);
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
