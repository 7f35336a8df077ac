import type { Services } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';

const watches = perApp(() => new Set<() => void>());

/** Wakes this node's watch of payments; nothing is lost when it sleeps on, it looks by itself soon. */
export function pokeSync(services: Services): void {
  for (const wake of watches(services)) wake();
}

/** Has `wake` called when there is something to look at; returns how to stop. */
export function onPoke(services: Services, wake: () => void): () => void {
  watches(services).add(wake);
  return () => watches(services).delete(wake);
}
