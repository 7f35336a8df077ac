import type { Context } from '../../../kernel/request/context.ts';
import type { Money } from '../../../kernel/values/money.ts';
import type { Payable } from '../model/payment.entity.ts';
import { cancelExcessAttempts } from '../model/request-cancel.ts';

/**
 * The order costs something else now; attempts that ask for more than that leaves due are called off. Its payable is
 * locked, and no more is paid than it comes to: both are the caller's to see to.
 */
export async function changePayable(ctx: Context, payable: Payable, total: Money): Promise<void> {
  payable.total = total;
  await cancelExcessAttempts(ctx, payable);
}
