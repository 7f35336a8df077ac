import type { Context } from '../../../kernel/request/context.ts';
import type { Money } from '../../../kernel/values/money.ts';
import type { Payable } from '../model/payment.entity.ts';
import { cancelExcessAttempts } from '../model/request-cancel.ts';

/**
 * Changes the total of an order; attempts that ask for more than is then due are cancelled. The caller has locked the
 * payable, and checks that no more is paid than the new total.
 */
export async function changePayable(ctx: Context, payable: Payable, total: Money): Promise<void> {
  payable.total = total;
  await cancelExcessAttempts(ctx, payable);
}
