import { AsyncLocalStorage } from 'node:async_hooks';

const hooks = new AsyncLocalStorage<() => Promise<void> | undefined>();

/** Does work that lets others go first: `wait` is called whenever it is about to take a connection to the database. */
export function withBeforeConnect<T>(wait: () => Promise<void> | undefined, work: () => Promise<T>): Promise<T> {
  return hooks.run(wait, work);
}

/** Resolves when it is this work's turn; undefined: at once. */
export function beforeConnect(): Promise<void> | undefined {
  return hooks.getStore()?.();
}
