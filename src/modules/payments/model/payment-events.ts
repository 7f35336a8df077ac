import type { Context } from '../../../kernel/request/context.ts';
import { emit } from '../../../kernel/request/reactions.ts';
import { recordEvent } from '../../../kernel/request/record-event.ts';
import type { Money } from '../../../kernel/values/money.ts';
import type { Payable, Payment, PaymentAlert } from './payment.entity.ts';

declare module '../../../kernel/request/reactions.ts' {
  interface DomainEvents {
    /** The paid or refunded amount of an order has changed. */
    'payment.changed': { readonly orderId: string; readonly paid: Money; readonly refunded: Money };
  }
}

/** Records a change of a payment in its outlet's stream; `alert` says why a person has to check the payment. */
export function recordPaymentChanged(ctx: Context, payment: Payment, alert: PaymentAlert | null = null): void {
  const { id, orderId, outlet, status, amount, refunded } = payment;
  recordEvent(ctx, {
    streamId: outlet.id,
    type: 'PAYMENT_CHANGED',
    entityId: id,
    data: { orderId, status, amount, refunded, ...(alert !== null && { alert }) },
  });
  if (alert !== null) ctx.services.logger.error({ tenantId: payment.tenantId, paymentId: id, alert }, 'a payment needs a person');
}

/** Emits payment.changed for an order; returns when all reactions to it are done. */
export async function emitDebtChanged(ctx: Context, payable: Payable): Promise<void> {
  await ctx.em.flush();
  await emit(ctx, 'payment.changed', { orderId: payable.id, paid: payable.paid, refunded: payable.refunded });
}
