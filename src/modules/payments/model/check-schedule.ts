import type { Services } from '../../../kernel/request/context.ts';
import type { Payment } from './payment.entity.ts';
import { isOpen, isOver } from './payment.status.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Seconds until the next look at the provider, look after look without news. */
const OPEN = [10, 20, 40, MINUTE, MINUTE, 2 * MINUTE, 5 * MINUTE] as const;
/** What is over without money: a notification of money that came all the same may have been lost. */
const OVER = [5 * MINUTE, HOUR, 24 * HOUR] as const;
/** What is paid: transfers are taken back within minutes, chargebacks and refunds at the provider's own desk come later. */
const PAID = [10 * MINUTE, 24 * HOUR] as const;

/** When a payment is to be looked at again at its provider; null: all is said, unless a notification comes. */
export function nextCheck(payment: Pick<Payment, 'status' | 'checks' | 'expiresAt' | 'cancelledAt'>, now: Date, refundsPending: boolean): Date | null {
  const { status, checks, expiresAt, cancelledAt } = payment;
  const isWaiting = isOpen(status) || cancelledAt !== null || refundsPending || status === 'UNDER_REVIEW';
  const seconds = isWaiting ? (OPEN[checks] ?? 5 * MINUTE) : (isOver(status) ? OVER : PAID)[checks];
  if (seconds === undefined) return null;
  const next = now.getTime() + seconds * 1000;
  const end = isOpen(status) && status !== 'AUTHORIZED' && expiresAt && expiresAt > now ? expiresAt.getTime() : Number.POSITIVE_INFINITY;
  return new Date(Math.min(next, end));
}

/** How long whoever looks at a payment has it for itself: longer than its calls to the provider can take. */
export function leaseEnd({ clock, settings }: Services): Date {
  return new Date(clock.now().getTime() + 2 * settings.providerDeadlineMilliseconds + 4000);
}
