import { auditChange } from '../../../kernel/request/audit-change.ts';
import { afterCommit, type Context, contextAs, platformContext } from '../../../kernel/request/context.ts';
import { notFound } from '../../../kernel/values/errors.ts';
import { isId } from '../../../kernel/values/ids.ts';
import { raiseTenantMenuVersion } from '../model/menu-version.ts';
import { currentTenant, lockBrand } from '../model/reach.ts';
import type { Tenant, TenantStatus } from '../model/tenant.entity.ts';
import { forgetTenant, tenantByKey } from '../model/tenant-directory.ts';

/**
 * The caller's context inside the tenant that an input names, not the tenant of the header: the audit log and feeds of that
 * tenant get the change. Without a tenant if there is none with this id.
 */
export async function contextInTenant(ctx: Context, tenantId: string): Promise<Context> {
  const platform = platformContext(ctx);
  const tenant = isId(tenantId) ? await tenantByKey(ctx.services, tenantId) : null;
  return tenant ? contextAs(ctx, { ...ctx.session, tenantId: tenant.id }) : platform;
}

/** Suspends or activates the tenant of the context: on this node at once, on others within seconds. */
export async function setTenantStatus(ctx: Context, status: TenantStatus): Promise<Tenant> {
  const { tenantId } = ctx.session;
  if (tenantId === null) throw notFound('Tenant', ['tenantId']);
  await lockBrand(ctx);
  const tenant = await currentTenant(ctx);
  const before = tenant.status;
  if (before === status) return tenant;
  tenant.status = status;
  await ctx.em.flush();
  await auditChange(ctx, { action: 'TENANT_CHANGED', outletId: null, entityType: 'Tenant', entityId: tenantId }, { status: before }, { status });
  await raiseTenantMenuVersion(ctx);
  afterCommit(ctx, () => forgetTenant(ctx.services, tenant));
  return tenant;
}
