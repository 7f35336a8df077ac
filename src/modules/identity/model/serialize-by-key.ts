import type { Services } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';

/** Work that waits for the work before it, by key. */
const lines = perApp(() => new Map<string, Promise<unknown>>());

/** Runs work of one key one after the other: attempts at the same time would be let in before the first is counted. */
export async function serializeByKey<T>(services: Services, key: string, work: () => Promise<T>): Promise<T> {
  const waiting = lines(services);
  const mine = (waiting.get(key) ?? Promise.resolve()).then(work);
  const done = mine.catch(() => undefined);
  waiting.set(key, done);
  try {
    return await mine;
  } finally {
    if (waiting.get(key) === done) waiting.delete(key);
  }
}
