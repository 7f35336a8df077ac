import type { EntityManager } from '@mikro-orm/postgresql';
import { type Context, tenantEntityManager } from '../../../kernel/request/context.ts';
import { parseToken, type SecretToken } from '../../../kernel/secrets/secret-token.ts';
import { isId } from '../../../kernel/values/ids.ts';
import { tenantByKey } from './tenant-directory.ts';

/** A token of a guest, and where what it names is looked up. */
export interface ScopedToken extends SecretToken {
  readonly em: EntityManager;
}

/**
 * The parts of a token that says its tenant, and an entity manager of that tenant: a guest need not name one, but one that
 * is named must be the same. Null: it is no token of a tenant, or of another than the request's.
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
