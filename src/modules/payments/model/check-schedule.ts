import type { Services } from '../../../kernel/request/context.ts';
import type { Payment } from './payment.entity.ts';
import { isOpen, isOver } from './payment.status.ts';

declare module '../../../kernel/request/context.ts' {
  interface Settings {
    /** Deadline of one call to a payment provider, with its retries. */
    readonly providerDeadlineMilliseconds: number;
  }
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Seconds until the next provider check of an open payment, by the number of checks without a state change. */
const OPEN = [10, 20, 40, MINUTE, MINUTE, 2 * MINUTE, 5 * MINUTE] as const;
/** For payments that ended without money: the money may still come, and its notification may be lost. */
const OVER = [5 * MINUTE, HOUR, 24 * HOUR] as const;
/** For paid payments: transfers are reversed within minutes; chargebacks and refunds in the provider's dashboard come later. */
const PAID = [10 * MINUTE, 24 * HOUR] as const;

/** Time of the next provider check of a payment; null: no check is needed unless a notification comes. */
export function nextCheck(payment: Pick<Payment, 'status' | 'checks' | 'expiresAt' | 'cancelledAt'>, now: Date, refundsPending: boolean): Date | null {
  const { status, checks, expiresAt, cancelledAt } = payment;
  const isWaiting = isOpen(status) || cancelledAt !== null || refundsPending || status === 'UNDER_REVIEW';
  const seconds = isWaiting ? (OPEN[checks] ?? 5 * MINUTE) : (isOver(status) ? OVER : PAID)[checks];
  if (seconds === undefined) return null;
  const next = now.getTime() + seconds * 1000;
  const end = isOpen(status) && status !== 'AUTHORIZED' && expiresAt && expiresAt > now ? expiresAt.getTime() : Number.POSITIVE_INFINITY;
  return new Date(Math.min(next, end));
}

/** End of the lease for one provider check of a payment. The lease is longer than the calls to the provider can take. */
export function leaseEnd({ clock, settings }: Services): Date {
  return new Date(clock.now().getTime() + 2 * settings.providerDeadlineMilliseconds + 4000);
}
