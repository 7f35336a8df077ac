import { LRUCache } from 'lru-cache';
import type { Services } from '../../kernel/context.ts';
import { perApp } from '../../kernel/per-app.ts';
import type { TenantStatus } from './tenant.entity.ts';

/** What must be known of a tenant before anything may be read in its scope. */
export interface TenantEntry {
  readonly id: string;
  readonly slug: string;
  readonly status: TenantStatus;
}

const KEPT_MS = 5000;

/** What slugs and ids are made of; nothing else is worth a question. */
const KEY = /^[a-z0-9-]{1,40}$/;

const directory = perApp(() => new LRUCache<string, TenantEntry>({ max: 5000, ttl: KEPT_MS }));

/**
 * The tenant of an id or slug, null when there is none. Goes through the one database function that may look
 * across tenants (`tenant_by_key`); kept for five seconds, because every request of a guest asks.
 */
export async function tenantByKey(services: Services, key: string): Promise<TenantEntry | null> {
  const wanted = key.trim().toLowerCase();
  const kept = directory(services).get(wanted);
  if (kept) return kept;
  if (!KEY.test(wanted)) return null;
  const [row] = await services.orm.em.fork().execute<TenantEntry[]>('select id, slug, status from tenant_by_key(?)', [wanted]);
  if (row) directory(services).set(wanted, row);
  return row ?? null;
}

/** Whether a key is known now, without a question to the database, to name this tenant, and it is active. */
export function isActiveTenant(services: Services, key: string, tenantId: string): boolean {
  const kept = directory(services).get(key.trim().toLowerCase());
  return kept?.id === tenantId && kept.status === 'ACTIVE';
}
