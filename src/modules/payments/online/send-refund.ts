import { type Context, tenantEntityManager, tenantOf } from '../../../kernel/request/context.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { Refund } from '../model/refund.entity.ts';
import { syncPayment } from './sync-payment.ts';

/**
 * Has a refund's provider give it back, and waits for the answer or the deadline; also of a repetition: it is known there
 * by its id. One that the provider has not decided on is asked for again later.
 * @throws PAYMENT_FAILED when it refuses
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
