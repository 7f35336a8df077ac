import { newId } from '../../../kernel/database/tenant-owned.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { flushOrConflict } from '../../../kernel/request/transaction.ts';
import { checkText, invalid } from '../../../kernel/values/check.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { isId } from '../../../kernel/values/ids.ts';
import { fractionDigits } from '../../../kernel/values/money.ts';
import { Tenant } from '../model/tenant.entity.ts';
import { tenantByKey } from '../model/tenant-directory.ts';
import { isTimeZone } from '../model/wall-clock.ts';

export interface CreateTenant {
  readonly name: string;
  readonly slug: string;
  readonly currency: string;
  readonly country: string;
  readonly timeZone: string;
  readonly locale?: string | null;
}

/** Creates a brand. The context must be the platform's: a tenant must not write another tenant. */
export async function createTenant(ctx: Context, input: CreateTenant): Promise<Tenant> {
  const slug = checkText(input.slug, ['slug'], { min: 2, max: 40, pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/, shape: 'lower-case letters, digits and inner dashes' });
  if (isId(slug)) throw invalid(['slug'], 'must not look like an id: both may stand in X-Tenant-ID.');
  if (fractionDigits(input.currency) === undefined) throw invalid(['currency'], 'must be an ISO 4217 code that is in use, e.g. IDR.');
  const tenant = ctx.em.create(Tenant, {
    id: newId(),
    name: checkText(input.name, ['name']),
    slug,
    currency: input.currency,
    country: checkText(input.country, ['country'], { pattern: /^[A-Z]{2}$/, shape: 'two capital letters (ISO 3166-1 alpha-2)' }),
    timeZone: checkTimeZone(input.timeZone),
    locale: checkLocale(input.locale ?? 'en'),
  });
  ctx.em.persist(tenant);
  await claimSlug(ctx, tenant);
  await flushOrConflict(ctx, `The slug ${slug} is taken.`, ['slug']).catch(async (error: unknown) => {
    await ctx.services.cells?.release(tenant.id);
    throw error;
  });
  return tenant;
}

/** Slugs are unique over all cells: the directory gives each to one tenant, before the tenant is made. */
async function claimSlug({ services }: Context, { id, slug }: Tenant): Promise<void> {
  const isOurs = async (key: string): Promise<boolean> => (await tenantByKey(services, key)) !== null;
  if (services.cells && !(await services.cells.claim({ id, slug }, isOurs)))
    throw new UserFailure('CONFLICT', `The slug ${slug} is taken.`, { field: ['slug'] });
}

export function checkTimeZone(name: string): string {
  if (!isTimeZone(name)) throw invalid(['timeZone'], 'must be an IANA time zone, e.g. Asia/Jakarta.');
  return name;
}

export function checkLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? locale;
  } catch {
    throw invalid(['locale'], 'must be a BCP 47 tag, e.g. id-ID.');
  }
}
