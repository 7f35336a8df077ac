import { AsyncLocalStorage } from 'node:async_hooks';

const hooks = new AsyncLocalStorage<() => Promise<void> | undefined>();

/** Runs work that must yield to other parties: `wait` is called before each connection to the database is taken. */
export function withBeforeConnect<T>(wait: () => Promise<void> | undefined, work: () => Promise<T>): Promise<T> {
  return hooks.run(wait, work);
}

/** Resolves when this work may take a connection; undefined: at once. */
export function beforeConnect(): Promise<void> | undefined {
  return hooks.getStore()?.();
}
