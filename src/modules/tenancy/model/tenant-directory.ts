import { LRUCache } from 'lru-cache';
import type { Services } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import type { TenantStatus } from './tenant.entity.ts';

/** What must be known of a tenant before its data may be read. */
export interface TenantEntry {
  readonly id: string;
  readonly slug: string;
  readonly status: TenantStatus;
}

const CACHE_MS = 5000;

/** The characters of slugs and ids. Any other text is not looked up. */
const KEY = /^[a-z0-9-]{1,40}$/;

/** Concurrent requests for a tenant share one read. */
const directory = perApp(
  ({ orm }: Services) =>
    new LRUCache<string, TenantEntry>({
      max: 5000,
      ttl: CACHE_MS,
      // A result that is not kept is returned nevertheless.
      ignoreFetchAbort: true,
      fetchMethod: async (key) => {
        const [row] = await orm.em.fork().execute<TenantEntry[]>('select id, slug, status from tenant_by_key(?)', [key]);
        return row;
      },
    }),
);

/**
 * The tenant of an id or slug; null when there is none. It uses the one database function that may look across tenants
 * (`tenant_by_key`). The result is kept for five seconds, because every request of a guest needs it.
 * @throws WrongCell when another cell serves the tenant
 */
export async function tenantByKey(services: Services, key: string): Promise<TenantEntry | null> {
  const wanted = key.trim().toLowerCase();
  if (!KEY.test(wanted)) return null;
  const found = (await directory(services).fetch(wanted)) ?? null;
  if (services.cells) await (found ? services.cells.requireHere(found.id) : services.cells.requireNowhere(wanted));
  return found;
}

/**
 * Requires that the tenant of a token is not in another cell: only its own cell knows what the token may do.
 * @throws WrongCell
 */
export async function requireOwnCell(services: Services, tenantId: string): Promise<void> {
  if (services.cells) await tenantByKey(services, tenantId);
}

/** A tenant has changed: this node reads it again, other nodes do when their entries expire. */
export function forgetTenant(services: Services, { id, slug }: Pick<TenantEntry, 'id' | 'slug'>): void {
  for (const key of [id, slug]) directory(services).delete(key);
}

/** Whether this node knows, without a database query, that a key names this tenant and that the tenant is active. */
export function isActiveTenant(services: Services, key: string, tenantId: string): boolean {
  const kept = directory(services).get(key.trim().toLowerCase());
  return kept?.id === tenantId && kept.status === 'ACTIVE' && (services.cells?.mayAnswerFromMemory(tenantId) ?? true);
}
