import type { Context } from '../../../kernel/request/context.ts';
import { afterCommit } from '../../../kernel/request/context.ts';
import { type Payable, Payment } from './payment.entity.ts';
import type { LockedPayment } from './payment.repository.ts';
import { isOpen, OPEN_STATUSES } from './payment.status.ts';
import { recordPaymentChanged } from './payment-events.ts';
import { pokeSync } from './poke.ts';

/** Requests the cancellation of an attempt. The next provider check, due at once, sends it; the provider's answer sets the status. */
export function requestCancel(ctx: Context, payment: Payment): void {
  const now = ctx.services.clock.now();
  payment.cancelledAt ??= now;
  payment.checkAt = now;
  payment.checks = 0;
  afterCommit(ctx, () => pokeSync(ctx.services));
}

/** Cancels the open attempts of an order that ask for more than is due; all of them when nothing is due. */
export async function cancelExcessAttempts(ctx: Context, payable: Payable): Promise<void> {
  const amount = { $gt: payable.due() };
  const open = await ctx.em.find(Payment, { orderId: payable.id, status: { $in: [...OPEN_STATUSES] }, cancelledAt: null, amount });
  for (const payment of open) requestCancel(ctx, payment);
}

/**
 * Cancels a locked attempt that asks for more than is due. Every use case that settles debt does this at once, except on
 * servers of the release before, which do not know attempts.
 */
export function cancelIfExcess(ctx: Context, { payable, payment }: LockedPayment): void {
  if (isOpen(payment.status) && payment.cancelledAt == null && payment.amount > payable.due()) requestCancel(ctx, payment);
}

/** Ends an attempt before its provider has confirmed; money that still comes is late. */
export function endLocally(ctx: Context, payment: Payment, status: 'CANCELLED' | 'EXPIRED'): void {
  payment.status = status;
  requestCancel(ctx, payment);
  recordPaymentChanged(ctx, payment);
}
