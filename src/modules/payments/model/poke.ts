import type { Services } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';

const watches = perApp(() => new Set<() => void>());

/** Wakes this node's payment watcher. Nothing is lost without it: the watcher also polls. */
export function pokeSync(services: Services): void {
  for (const wake of watches(services)) wake();
}

/** Calls `wake` when a payment is due for a provider check; returns the function that stops this. */
export function onPoke(services: Services, wake: () => void): () => void {
  watches(services).add(wake);
  return () => watches(services).delete(wake);
}
