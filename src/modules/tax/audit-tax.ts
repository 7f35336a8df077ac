import { type AuditValues, audit } from '../../kernel/request/audit.ts';
import { auditChange, auditValues } from '../../kernel/request/audit-change.ts';
import type { Context } from '../../kernel/request/context.ts';
import { sortRates } from './regime-shape.ts';
import type { TaxRate, TaxRegime } from './tax-regime.entity.ts';
import type { DatedRate } from './tax-terms.ts';

const REGIME = ['name', 'preset', 'defaultGroup', 'withholdingRate', 'withholdingAbove'] as const;
const RATE = ['taxGroup', 'name', 'rate', 'baseNumerator', 'baseDenominator', 'validFrom', 'validUntil', 'active'] as const;

/** The audited fields of a tax regime, with all of its rates. */
export function regimeAuditValues(regime: TaxRegime, rates: readonly (DatedRate | TaxRate)[]): AuditValues {
  const terms = sortRates<DatedRate | TaxRate>(rates).map((rate) => auditValues(rate, RATE));
  return { ...auditValues(regime, REGIME), rates: JSON.stringify(terms) };
}

/** Audits that a regime was created (before: null), changed, or deleted (after: null). */
export async function auditRegime(ctx: Context, regimeId: string, before: AuditValues | null, after: AuditValues | null): Promise<void> {
  const about = { action: 'TAX_CHANGED', outletId: null, entityType: 'TaxRegime', entityId: regimeId } as const;
  if (before && after) await auditChange(ctx, about, before, after);
  else await audit(ctx, { ...about, before, after });
}
