import { type AuditValues, audit } from '../../../kernel/request/audit.ts';
import { auditChange, auditValues } from '../../../kernel/request/audit-change.ts';
import type { Context } from '../../../kernel/request/context.ts';
import type { Promotion } from './promotion.entity.ts';

const FIELDS = [
  ...(['name', 'type', 'needsCode', 'rate', 'amount', 'buyQuantity', 'getQuantity', 'freeUnits', 'bundleItems'] as const),
  ...(['minimumPurchase', 'maximumDiscount', 'productIds', 'categoryIds', 'outletIds', 'serviceModes', 'channels'] as const),
  ...(['startsAt', 'endsAt', 'hours', 'usageLimit', 'usageLimitPerCustomer', 'priority', 'exclusive', 'combinationGroup', 'active'] as const),
] satisfies readonly (keyof Promotion)[];

/** The audited fields of a promotion. */
export function promotionAuditValues(promotion: Promotion): AuditValues {
  return auditValues(promotion, FIELDS);
}

/** Audits that a promotion was created (before: null), changed, or deleted (after: null). */
export async function auditPromotion(ctx: Context, promotion: Promotion, before: AuditValues | null, after: AuditValues | null): Promise<void> {
  const about = { action: 'PROMOTION_CHANGED', outletId: onlyOutlet(promotion), entityType: 'Promotion', entityId: promotion.id } as const;
  if (before && after) await auditChange(ctx, about, before, after);
  else await audit(ctx, { ...about, before, after });
}

/** An audit entry has at most one outlet. A promotion of several outlets belongs to the brand, like a promotion of all outlets. */
function onlyOutlet({ outletIds }: Promotion): string | null {
  return outletIds?.length === 1 ? (outletIds[0] ?? null) : null;
}
