import { LRUCache } from 'lru-cache';
import { type Context, type Services, tenantOf } from './context.ts';
import { perApp } from './per-app.ts';

/** Tenants of which one node keeps a value at the same time. */
const MAX_TENANTS = 1000;

interface Kept<T> {
  readonly version: number;
  readonly value: T;
}

/**
 * Something read of a tenant once per version and kept in memory. The caller brings the version, read in its own
 * transaction, and whoever changes the rows raises it in the same transaction as the change: what is kept can be newer
 * than the version it was asked for, never older. A transaction that raises the version must not ask for the value,
 * because it would keep for others what may be rolled back.
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
