/**
 * State that lives as long as one running application (caches, registries): made on first use, keyed by the
 * application's services, so that several applications in one process never share it.
 */
export function perApp<S extends object, T>(make: (services: S) => T): (services: S) => T {
  const made = new WeakMap<S, T>();
  return (services) => {
    let found = made.get(services);
    if (found === undefined) {
      found = make(services);
      made.set(services, found);
    }
    return found;
  };
}
