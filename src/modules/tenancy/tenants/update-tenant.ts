import { auditChange, auditValues } from '../../../kernel/request/audit-change.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { checkOptionalText, checkText, checkUrl, sentFields } from '../../../kernel/values/check.ts';
import { raiseTenantMenuVersion } from '../model/menu-version.ts';
import { currentTenant } from '../model/reach.ts';
import type { LatePaymentPolicy, Tenant } from '../model/tenant.entity.ts';
import { checkLocale, checkTimeZone } from './create-tenant.ts';

export interface UpdateTenant {
  readonly name?: string | null;
  readonly logoUrl?: string | null;
  readonly timeZone?: string | null;
  readonly locale?: string | null;
  readonly legalName?: string | null;
  readonly taxId?: string | null;
  readonly address?: string | null;
  readonly phone?: string | null;
  readonly email?: string | null;
  readonly latePaymentPolicy?: LatePaymentPolicy | null;
}

const AUDITED = [
  ...(['name', 'logoUrl', 'timeZone', 'locale', 'legalName', 'taxId', 'address', 'phone', 'email', 'latePaymentPolicy'] as const),
] satisfies readonly (keyof Tenant)[];

/** Changes settings of the brand. Currency and slug can never change. */
export async function updateTenant(ctx: Context, input: UpdateTenant): Promise<Tenant> {
  const tenant = await currentTenant(ctx);
  const before = auditValues(tenant, AUDITED);
  Object.assign(
    tenant,
    sentFields({
      name: input.name == null ? undefined : checkText(input.name, ['name']),
      timeZone: input.timeZone == null ? undefined : checkTimeZone(input.timeZone),
      locale: input.locale == null ? undefined : checkLocale(input.locale),
      logoUrl: checkUrl(input.logoUrl, ['logoUrl']),
      legalName: checkOptionalText(input.legalName, ['legalName'], { max: 200 }),
      taxId: checkOptionalText(input.taxId, ['taxId'], { max: 40 }),
      address: checkOptionalText(input.address, ['address'], { max: 500, lines: true }),
      phone: checkOptionalText(input.phone, ['phone'], { max: 40 }),
      email: checkOptionalText(input.email, ['email'], { max: 254 }),
      latePaymentPolicy: input.latePaymentPolicy ?? undefined,
    }),
  );
  await ctx.em.flush();
  const about = { action: 'TENANT_CHANGED', outletId: null, entityType: 'Tenant', entityId: tenant.id } as const;
  await auditChange(ctx, about, before, auditValues(tenant, AUDITED));
  await raiseTenantMenuVersion(ctx);
  return tenant;
}
