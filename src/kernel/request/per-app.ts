import type { Services } from './context.ts';

/**
 * State that lives as long as one running application (caches, registries): made on first use, keyed by the
 * application's services, so that several applications in one process never share it.
 */
export function perApp<T>(make: (services: Services) => T): (services: Services) => T {
  const made = new WeakMap<Services, T>();
  return (services) => {
    let found = made.get(services);
    if (found === undefined) {
      found = make(services);
      made.set(services, found);
    }
    return found;
  };
}
