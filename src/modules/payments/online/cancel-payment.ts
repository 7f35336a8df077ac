import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { gatewayOf } from '../accounts/account.ts';
import { Payment } from '../model/payment.entity.ts';
import { lockPayment } from '../model/payment.repository.ts';
import { isOpen, isOver, isSettled } from '../model/payment.status.ts';
import { requestCancel } from '../model/request-cancel.ts';
import { syncPayment } from './sync-payment.ts';

/** Requests the cancellation of an attempt; authorised money is released. An attempt that is over stays as it is. */
export async function cancelPayment(ctx: Context, paymentId: string): Promise<Payment> {
  const { payment } = await lockPayment(ctx, paymentId);
  const { status } = payment;
  if (isOpen(status)) requestCancel(ctx, payment);
  else if (!isOver(status))
    throw new UserFailure(
      'INVALID_TRANSITION',
      `A payment that is ${status} cannot be cancelled: ${isSettled(status) ? 'give it back (refundPayment)' : 'a manager decides on it (reviewPayment)'}.`,
      {
        field: ['paymentId'],
        details: { status },
      },
    );
  return payment;
}

/** Syncs a payment with its provider now; returns the payment after it. */
export async function refreshedPayment(ctx: Context, { id, provider }: Payment): Promise<Payment> {
  if (gatewayOf(ctx, provider)) await syncPayment(ctx.services, tenantOf(ctx), id);
  return ctx.em.findOneOrFail(Payment, { id }, { refresh: true });
}
