import { type Context, tenantEntityManager, tenantOf } from '../../../kernel/request/context.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { Refund } from '../model/refund.entity.ts';
import { syncPayment } from './sync-payment.ts';

/**
 * Sends a pending refund to its provider, and waits for the answer or the deadline. A repeated command may send it
 * again: the provider knows it by its id. A refund that the provider has not decided on is checked again later.
 * @throws PAYMENT_FAILED when the provider refuses
 */
export async function sendRefund(ctx: Context, begun: Refund): Promise<Refund> {
  const tenantId = tenantOf(ctx);
  if (begun.status === 'PENDING') await syncPayment(ctx.services, tenantId, begun.payment.id);
  const refund = await tenantEntityManager(ctx.services, tenantId).findOneOrFail(Refund, { id: begun.id });
  if (refund.status === 'FAILED' || refund.status === 'CANCELLED') {
    throw new UserFailure('PAYMENT_FAILED', refund.failureReason ?? 'The provider did not give it back.', {
      field: ['paymentId'],
      details: { refundId: refund.id },
    });
  }
  return refund;
}
