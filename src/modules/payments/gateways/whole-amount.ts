import type { Money } from '../../../kernel/values/money.ts';

/** An amount in whole units as a provider says it, 133403 or "133403.00"; null: it does not say. NaN: no exact amount. */
export function wholeAmount(value: unknown): Money | null {
  if (value === undefined || value === null) return null;
  return /^\d{1,15}(\.0+)?$/.test(String(value)) ? Number(value) : Number.NaN;
}
