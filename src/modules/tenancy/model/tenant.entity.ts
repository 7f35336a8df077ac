import { defineEntity, p } from '@mikro-orm/core';
import { newId, TENANT_SETTING, timestamps } from '../../../kernel/database/tenant-owned.ts';
import { foldText } from '../../../kernel/lists/search.ts';

export const TenantStatus = { ACTIVE: 'ACTIVE', SUSPENDED: 'SUSPENDED' } as const;
export type TenantStatus = keyof typeof TenantStatus;

/** What happens to money that arrives after its payment's time, or when nothing is due any more. */
export const LatePaymentPolicy = {
  /** It is refunded at once. */
  REFUND: 'REFUND',
  /** It settles its order if the order can still take it; else a person decides. */
  REOPEN: 'REOPEN',
  /** The guest keeps it as a credit. */
  CREDIT: 'CREDIT',
} as const;
export type LatePaymentPolicy = keyof typeof LatePaymentPolicy;

/** Colours of a brand as `#rrggbb`. */
export interface Branding {
  readonly primaryColor?: string | null;
  readonly accentColor?: string | null;
}

const TenantSchema = defineEntity({
  name: 'Tenant',
  tableName: 'tenant',
  indexes: [{ properties: ['nameKey', 'id'] }],
  properties: {
    id: p.uuid().primary().onCreate(newId),
    slug: p.text().unique(),
    name: p.text(),
    /** The folded name, for sorting: kernel/lists/search.ts. */
    nameKey: p
      .text()
      .collation('C')
      .default('')
      .onCreate(({ name }) => foldText(name))
      .onUpdate(({ name }) => foldText(name)),
    logoUrl: p.text().nullable(),
    /** ISO 4217; every amount of the tenant is in it. */
    currency: p.text(),
    /** ISO 3166-1 alpha-2. */
    country: p.text(),
    locale: p.text().default('en'),
    timeZone: p.text(),
    branding: p.json<Branding>().nullable(),
    legalName: p.text().nullable(),
    taxId: p.text().nullable(),
    address: p.text().nullable(),
    phone: p.text().nullable(),
    email: p.text().nullable(),
    status: p.text().$type<TenantStatus>().default('ACTIVE').check("status in ('ACTIVE', 'SUSPENDED')"),
    /** Rises with every change of the brand's catalogue; an outlet's menu version is this plus its own. */
    menuVersion: p.integer().default(1),
    /** Rises with every change of promotions and tax regimes. What is kept of them in memory is kept by this version. */
    pricingVersion: p.integer().default(1),
    latePaymentPolicy: p.text().$type<LatePaymentPolicy>().default('REFUND').check("late_payment_policy in ('REFUND', 'REOPEN', 'CREDIT')"),
    ...timestamps,
  },
  filters: {
    tenant: { name: 'tenant', cond: (args) => ({ id: args.id }), rls: { setting: TENANT_SETTING }, default: true },
  },
  rowLevelSecurity: 'force',
});

/** A brand: the boundary that no row crosses. */
export class Tenant extends TenantSchema.class {}
TenantSchema.setClass(Tenant);
