import { checkInteger } from '../../../kernel/values/check.ts';
import type { FieldPath } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';

/** Far above any tip: a slip of the finger, e.g. a card number, is none. */
const MAX_TIP = 1_000_000_000;

/** What a guest gives the staff on top; no tax is asked of it. Null: nothing. */
export function checkTip(tip: Money | null | undefined, field: FieldPath): Money {
  return checkInteger(tip ?? 0, field, 0, MAX_TIP);
}
