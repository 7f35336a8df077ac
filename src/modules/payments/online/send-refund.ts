import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { Refund } from '../model/refund.entity.ts';
import { syncPayment } from './sync-payment.ts';

/**
 * Sends a pending refund to its provider, and waits for the answer or the deadline. A repeated command may send it
 * again: the provider knows it by its id. A refund that the provider has not decided on is checked again later.
 * @throws PAYMENT_FAILED when the provider refuses
 */
export async function sendRefund(ctx: Context, begun: Refund): Promise<Refund> {
  if (begun.status === 'PENDING') await syncPayment(ctx.services, tenantOf(ctx), begun.payment.id);
  const refund = await ctx.em.findOneOrFail(Refund, { id: begun.id }, { refresh: true });
  if (refund.status === 'FAILED' || refund.status === 'CANCELLED') {
    throw new UserFailure('PAYMENT_FAILED', refund.failureReason ?? 'The provider did not give it back.', {
      field: ['paymentId'],
      details: { refundId: refund.id },
    });
  }
  return refund;
}
