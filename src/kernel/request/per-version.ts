import { LRUCache } from 'lru-cache';
import { type Context, type Services, tenantOf } from './context.ts';
import { perApp } from './per-app.ts';

/** Most tenants whose value one node keeps at the same time. */
const MAX_TENANTS = 1000;

interface Kept<T> {
  readonly version: number;
  readonly value: T;
}

/**
 * A value that is read once per version of a tenant and kept in memory. The caller passes the version, read in its own
 * transaction, and each transaction that changes the rows raises the version with them: the kept value can be newer than
 * the version, never older. A transaction that raises the version must not ask for the value, because it would store for
 * other requests what may be rolled back.
 */
export function perVersion<T>(load: (ctx: Context) => Promise<T>): (ctx: Context, version: number) => Promise<T> {
  const kept = perApp((_: Services) => new LRUCache<string, Kept<T>>({ max: MAX_TENANTS }));
  return async (ctx, version) => {
    const tenantId = tenantOf(ctx);
    const known = kept(ctx.services).get(tenantId);
    if (known && known.version === version) return known.value;
    const value = await load(ctx);
    kept(ctx.services).set(tenantId, { version, value });
    return value;
  };
}
