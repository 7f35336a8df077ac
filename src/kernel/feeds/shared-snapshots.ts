import { LRUCache } from 'lru-cache';
import type { Services } from '../request/context.ts';
import { perApp } from '../request/per-app.ts';

/** Screens that come back within this time share one snapshot; then it is read again. */
const SHARED_MS = 2000;

interface Kept {
  readonly sequence: number;
  readonly snapshot: Promise<unknown>;
}

const kept = perApp((_: Services) => new LRUCache<string, Kept>({ max: 1000, ttl: SHARED_MS }));

/**
 * The snapshot of a feed, read when its stream stood at `sequence` or later: later changes come as messages. `key` names
 * the feed and everything that decides the content of the snapshot.
 */
export function sharedSnapshot<S>(services: Services, key: string, sequence: number, read: () => Promise<S>): Promise<S> {
  const known = kept(services).get(key);
  if (known?.sequence === sequence) return known.snapshot as Promise<S>;
  const snapshot = read();
  const own = { sequence, snapshot };
  kept(services).set(key, own);
  snapshot.catch(() => {
    if (kept(services).peek(key) === own) kept(services).delete(key);
  });
  return snapshot;
}
