import type { Context } from '../../../kernel/request/context.ts';
import { hasPermission, reaches } from '../../../kernel/request/session.ts';
import { RequestError } from '../../../kernel/values/errors.ts';
import type { Promotion } from './promotion.entity.ts';

type Where = Pick<Promotion, 'outletIds'>;

/** Whether the caller may see a promotion. A promotion that runs only at other outlets is treated as missing. */
export function isInReach({ session }: Context, { outletIds }: Where): boolean {
  return outletIds == null || outletIds.some((id) => reaches(session.outletIds, id));
}

/** A promotion of all outlets is the brand's. Managers change only promotions of their own outlets. */
export function requireManageable(ctx: Context, { outletIds }: Where): void {
  if (hasPermission(ctx.session, 'MANAGE_TENANT')) return;
  if (!outletIds?.every((id) => reaches(ctx.session.outletIds, id))) throw onlyTenantOwners();
}

/** The same for the outlets of an input. requireTargets checks whether each outlet is in reach. */
export function requireOutlets(ctx: Context, outletIds: readonly string[] | null): void {
  if (outletIds === null && !hasPermission(ctx.session, 'MANAGE_TENANT')) throw onlyTenantOwners();
}

function onlyTenantOwners(): RequestError {
  return new RequestError('FORBIDDEN', "The brand's promotions are changed by TENANT_OWNER; a MANAGER changes those of own outlets (outletIds).");
}
