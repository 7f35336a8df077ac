import type { Money } from '../../../kernel/values/money.ts';

/** A provider's amount in whole units, 133403 or "133403.00"; null: not given. NaN: no exact amount. */
export function wholeAmount(value: unknown): Money | null {
  if (value === undefined || value === null) return null;
  return /^\d{1,15}(\.0+)?$/.test(String(value)) ? Number(value) : Number.NaN;
}
