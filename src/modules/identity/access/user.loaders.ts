import { type Context, contextAs } from '../../../kernel/request/context.ts';
import { byId, perEntityManager } from '../../../kernel/request/per-em.ts';
import { guestSession } from '../../../kernel/request/session.ts';
import { currentTenant, Outlet, outletsInReach, type Tenant } from '../../tenancy/index.ts';
import type { User } from '../model/user.entity.ts';
import { reachOf } from './access-state.ts';

const guests = perEntityManager(() => new Map<string, Context>());

/** A guest context of a tenant, shared by all its users: the user who signs in may be of another tenant than the request. */
function guestOf(ctx: Context, tenantId: string): Context {
  const known = guests(ctx);
  const guest = known.get(tenantId) ?? contextAs(ctx, guestSession(tenantId));
  known.set(tenantId, guest);
  return guest;
}

const outletsById = byId(Outlet);

export function tenantOfUser(ctx: Context, { tenantId }: User): Promise<Tenant> {
  return currentTenant(guestOf(ctx, tenantId));
}

/** The outlets that a user reaches, sorted by code. */
export async function outletsOfUser(ctx: Context, user: User): Promise<Outlet[]> {
  const guest = guestOf(ctx, user.tenantId);
  const reach = reachOf(user);
  if (reach === 'all') return outletsInReach(guest);
  const outlets = (await outletsById(guest).loadMany([...reach])).filter((outlet) => outlet instanceof Outlet);
  return outlets.sort((a, b) => (a.code < b.code ? -1 : 1));
}
