import type { EntityManager } from '@mikro-orm/postgresql';
import { type Context, tenantEntityManager } from '../../../kernel/request/context.ts';
import { parseToken, type SecretToken } from '../../../kernel/secrets/secret-token.ts';
import { isId } from '../../../kernel/values/ids.ts';
import { tenantByKey } from './tenant-directory.ts';

/** A guest's token, and the entity manager for the object that it names. */
export interface ScopedToken extends SecretToken {
  readonly em: EntityManager;
}

/**
 * The parts of a token that names its tenant, and an entity manager of that tenant. A guest's request need not name a tenant;
 * if it does, the two must be equal. Null: it is not a tenant's token, or its tenant is not the request's.
 */
export async function scopedToken(ctx: Context, token: string): Promise<ScopedToken | null> {
  const parts = parseToken(token);
  if (!parts || !isId(parts.realm) || !isId(parts.id)) return null;
  const em = await scopeOf(ctx, parts.realm);
  return em && { ...parts, em };
}

async function scopeOf(ctx: Context, tenantId: string): Promise<EntityManager | null> {
  if (ctx.session.tenantId !== null) return ctx.session.tenantId === tenantId ? ctx.em : null;
  const tenant = await tenantByKey(ctx.services, tenantId);
  return tenant && tenantEntityManager(ctx.services, tenantId);
}
