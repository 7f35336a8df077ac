/** Calls `make` at the first call; later calls return the same object. */
export function memoize<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
