import type { Services } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';

/** The last piece of work of each key. */
const lines = perApp(() => new Map<string, Promise<unknown>>());

/** Runs pieces of work with the same key one after the other: of attempts at the same time, each is counted before the next begins. */
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
