import type { Money } from '../../kernel/money.ts';
import type { Payable } from './payment.entity.ts';

/** The order costs something else now. Its payable is locked, and no more is paid than it comes to: both are the caller's to see to. */
export function changePayable(payable: Payable, total: Money): void {
  payable.total = total;
}
