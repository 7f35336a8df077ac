import type { Context } from '../../../kernel/request/context.ts';
import { afterCommit } from '../../../kernel/request/context.ts';
import { type Payable, Payment } from './payment.entity.ts';
import type { LockedPayment } from './payment.repository.ts';
import { isOpen, OPEN_STATUSES } from './payment.status.ts';
import { recordPaymentChanged } from './payment-events.ts';
import { pokeSync } from './poke.ts';

/** Nobody wants this attempt any more: its provider is told as soon as possible, and says what became of it. */
export function requestCancel(ctx: Context, payment: Payment): void {
  const now = ctx.services.clock.now();
  payment.cancelledAt ??= now;
  payment.checkAt = now;
  payment.checks = 0;
  afterCommit(ctx, () => pokeSync(ctx.services));
}

/** Calls off the attempts of an order that ask for more than is still due, or all when it takes no money any more. */
export async function cancelExcessAttempts(ctx: Context, payable: Payable): Promise<void> {
  const amount = { $gt: payable.due() };
  const open = await ctx.em.find(Payment, { orderId: payable.id, status: { $in: [...OPEN_STATUSES] }, cancelledAt: null, amount });
  for (const payment of open) requestCancel(ctx, payment);
}

/**
 * Calls off a locked attempt that asks for more than is still due. Whoever settles debt sees to that at once, but for
 * servers of the release before: they know of no attempts.
 */
export function cancelIfExcess(ctx: Context, { payable, payment }: LockedPayment): void {
  if (isOpen(payment.status) && payment.cancelledAt == null && payment.amount > payable.due()) requestCancel(ctx, payment);
}

/** Ends an attempt here before its provider has answered; money that comes all the same is late. */
export function endLocally(ctx: Context, payment: Payment, status: 'CANCELLED' | 'EXPIRED'): void {
  payment.status = status;
  requestCancel(ctx, payment);
  recordPaymentChanged(ctx, payment);
}
