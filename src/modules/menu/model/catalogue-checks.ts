import type { Context } from '../../../kernel/request/context.ts';
import { checkInteger, checkOptionalText, checkText, invalid, notNull } from '../../../kernel/values/check.ts';
import type { FieldPath } from '../../../kernel/values/errors.ts';
import { MAX_AMOUNT, type Money } from '../../../kernel/values/money.ts';
import { taxGroupsOf } from '../../tax/index.ts';

export const MAX_STOCK = 1_000_000_000;
const MAX_SORT_ORDER = 1_000_000;

export function checkName(value: string | null | undefined, field: FieldPath): string | undefined {
  const name = notNull(value, field);
  return name === undefined ? undefined : checkText(name, field);
}

export function checkDescription<V extends string | null | undefined>(value: V, field: FieldPath): string | null | Extract<V, undefined> {
  return checkOptionalText(value, field, { max: 2000, lines: true });
}

export function checkAmount(value: Money, field: FieldPath): Money {
  return checkInteger(value, field, 0, MAX_AMOUNT);
}

export function checkSortOrder(value: number | null | undefined, field: FieldPath): number | undefined {
  const order = notNull(value, field);
  return order === undefined ? undefined : checkInteger(order, field, -MAX_SORT_ORDER, MAX_SORT_ORDER);
}

/** Checks a station's code, or NONE for products that no kitchen makes. Each outlet has its own stations, so the code need not exist yet. */
export function checkStationCode<V extends string | null | undefined>(value: V, field: FieldPath): string | null | Extract<V, undefined> {
  return checkOptionalText(value, field, { max: 20, pattern: /^[A-Z0-9_-]+$/, shape: '1 to 20 upper-case letters, digits, - and _' });
}

/** A product's tax group must be EXEMPT, or have a rate in a tax regime of the brand. If an outlet's regime has no rate for it, its default group applies. */
export async function requireTaxGroup(ctx: Context, group: string | null | undefined): Promise<void> {
  if (group == null) return;
  const known = await taxGroupsOf(ctx);
  if (!known.includes(group)) throw invalid(['taxGroup'], `is in no tax regime of the brand; its groups are ${known.join(', ')}.`);
}
