import type { Hint } from './event.ts';

/** Carries hints to the other nodes. A hint may be lost; no code waits for one. */
export interface Hints {
  publish(hint: Hint): void;
  /** Called for every hint of another node. */
  listen(onHint: (hint: Hint) => void): void;
  stop(): void;
}

/** For a single node: there is no other node to tell. */
export const noHints: Hints = { publish: () => undefined, listen: () => undefined, stop: () => undefined };
