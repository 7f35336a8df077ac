import { checkInteger } from '../../../kernel/values/check.ts';
import type { FieldPath } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';

/** Far above any tip: catches a mistyped value, e.g. a card number. */
const MAX_TIP = 1_000_000_000;

/** The tip of an order, which is not taxed. Null means 0. */
export function checkTip(tip: Money | null | undefined, field: FieldPath): Money {
  return checkInteger(tip ?? 0, field, 0, MAX_TIP);
}
