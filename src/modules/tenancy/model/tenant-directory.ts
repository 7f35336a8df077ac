import { LRUCache } from 'lru-cache';
import type { Services } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import type { TenantStatus } from './tenant.entity.ts';

/** What must be known of a tenant before anything may be read in its scope. */
export interface TenantEntry {
  readonly id: string;
  readonly slug: string;
  readonly status: TenantStatus;
}

const CACHE_MS = 5000;

/** What slugs and ids are made of; nothing else is worth a question. */
const KEY = /^[a-z0-9-]{1,40}$/;

/** Asked for by many at once, a tenant is read once. */
const directory = perApp(
  ({ orm }: Services) =>
    new LRUCache<string, TenantEntry>({
      max: 5000,
      ttl: CACHE_MS,
      // What is not kept is told nevertheless.
      ignoreFetchAbort: true,
      fetchMethod: async (key) => {
        const [row] = await orm.em.fork().execute<TenantEntry[]>('select id, slug, status from tenant_by_key(?)', [key]);
        return row;
      },
    }),
);

/**
 * The tenant of an id or slug, null when there is none. Goes through the one database function that may look
 * across tenants (`tenant_by_key`); kept for five seconds, because every request of a guest asks.
 */
export async function tenantByKey(services: Services, key: string): Promise<TenantEntry | null> {
  const wanted = key.trim().toLowerCase();
  return KEY.test(wanted) ? ((await directory(services).fetch(wanted)) ?? null) : null;
}

/** A tenant has changed: this node reads it anew, others do when what they keep is too old. */
export function forgetTenant(services: Services, { id, slug }: Pick<TenantEntry, 'id' | 'slug'>): void {
  for (const key of [id, slug]) directory(services).delete(key);
}

/** Whether a key is known now, without a question to the database, to name this tenant, and it is active. */
export function isActiveTenant(services: Services, key: string, tenantId: string): boolean {
  const kept = directory(services).get(key.trim().toLowerCase());
  return kept?.id === tenantId && kept.status === 'ACTIVE';
}
