import { checkOptionalText, checkText, checkUrl, sentFields } from '../../kernel/check.ts';
import type { Context } from '../../kernel/context.ts';
import { checkLocale, checkTimeZone } from './create-tenant.ts';
import { raiseTenantMenuVersion } from './menu-version.ts';
import { currentTenant } from './reach.ts';
import type { LatePaymentPolicy, Tenant } from './tenant.entity.ts';

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

/** Changes facts of the brand; currency and slug stay for ever. */
export async function updateTenant(ctx: Context, input: UpdateTenant): Promise<Tenant> {
  const tenant = await currentTenant(ctx);
  Object.assign(
    tenant,
    sentFields({
      name: input.name == null ? undefined : checkText(input.name, ['name']),
      timeZone: input.timeZone == null ? undefined : checkTimeZone(input.timeZone),
      locale: input.locale == null ? undefined : checkLocale(input.locale),
      logoUrl: checkUrl(input.logoUrl, ['logoUrl']),
      legalName: checkOptionalText(input.legalName, ['legalName'], { max: 200 }),
      taxId: checkOptionalText(input.taxId, ['taxId'], { max: 40 }),
      address: checkOptionalText(input.address, ['address'], { max: 500 }),
      phone: checkOptionalText(input.phone, ['phone'], { max: 40 }),
      email: checkOptionalText(input.email, ['email'], { max: 254 }),
      latePaymentPolicy: input.latePaymentPolicy ?? undefined,
    }),
  );
  await ctx.em.flush();
  await raiseTenantMenuVersion(ctx);
  return tenant;
}
