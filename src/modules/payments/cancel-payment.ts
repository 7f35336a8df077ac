import { type Context, tenantEntityManager, tenantOf } from '../../kernel/context.ts';
import { Failure } from '../../kernel/failure.ts';
import { gatewayOf } from './account.ts';
import { callOff } from './call-off.ts';
import { lookAtPayment } from './look-at-payment.ts';
import { Payment } from './payment.entity.ts';
import { lockPayment } from './payment.repository.ts';
import { isOpen, isOver, isSettled } from './payment.status.ts';

/** Calls an attempt off; one that is over already stays as it is. What is authorised is given free. */
export async function cancelPayment(ctx: Context, paymentId: string): Promise<Payment> {
  const { payment } = await lockPayment(ctx, paymentId);
  const { status } = payment;
  if (isOpen(status)) callOff(ctx, payment);
  else if (!isOver(status))
    throw new Failure(
      'INVALID_TRANSITION',
      `A payment that is ${status} cannot be cancelled: ${isSettled(status) ? 'give it back (refundPayment)' : 'a manager decides on it (reviewPayment)'}.`,
      {
        field: ['paymentId'],
        details: { status },
      },
    );
  return payment;
}

/** Looks at a payment at its provider now; what it is afterwards. */
export async function refreshedPayment(ctx: Context, { id, provider }: Payment): Promise<Payment> {
  if (gatewayOf(ctx, provider)) await lookAtPayment(ctx.services, tenantOf(ctx), id);
  return tenantEntityManager(ctx.services, tenantOf(ctx)).findOneOrFail(Payment, { id });
}
