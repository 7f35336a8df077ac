import type { PaymentStatus } from './payment.entity.ts';

/** What a provider's state means to us. Refunds are told beside it: what was paid stays PAID. */
export type ProviderPaymentStatus =
  | 'PENDING'
  | 'REQUIRES_ACTION'
  | 'AUTHORIZED'
  | 'UNDER_REVIEW'
  | 'PAID'
  | 'FAILED'
  | 'CANCELLED'
  | 'EXPIRED'
  | 'CHARGED_BACK';

/** What a person decides on a payment that does not fit, or came too late. */
export const PaymentDecision = {
  /** What was taken counts: it settles debt. */
  ACCEPT: 'ACCEPT',
  /** What was taken is given back. */
  REFUND: 'REFUND',
  /** The guest keeps it as a credit. */
  CREDIT: 'CREDIT',
  /** Nothing was taken. */
  REJECT: 'REJECT',
} as const;
export type PaymentDecision = keyof typeof PaymentDecision;

/**
 * The one table of moves of a payment (payments reference §1). Money that comes after all was said to be over is let in
 * always: what a provider has taken is never forgotten.
 */
const MOVES: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  PENDING: ['UNKNOWN', 'REQUIRES_ACTION', 'AUTHORIZED', 'UNDER_REVIEW', 'PAID', 'PAID_LATE', 'FAILED', 'CANCELLED', 'EXPIRED', 'CHARGED_BACK'],
  UNKNOWN: ['PENDING', 'REQUIRES_ACTION', 'AUTHORIZED', 'UNDER_REVIEW', 'PAID', 'PAID_LATE', 'FAILED', 'CANCELLED', 'EXPIRED', 'CHARGED_BACK'],
  REQUIRES_ACTION: ['AUTHORIZED', 'UNDER_REVIEW', 'PAID', 'PAID_LATE', 'FAILED', 'CANCELLED', 'EXPIRED', 'CHARGED_BACK'],
  AUTHORIZED: ['UNDER_REVIEW', 'PAID', 'PAID_LATE', 'FAILED', 'CANCELLED', 'EXPIRED', 'CHARGED_BACK'],
  UNDER_REVIEW: ['PAID', 'PAID_LATE', 'FAILED', 'CANCELLED', 'EXPIRED'],
  // FAILED: a transfer that was taken back within minutes.
  PAID: ['PARTIALLY_REFUNDED', 'REFUNDED', 'CHARGED_BACK', 'FAILED'],
  PAID_LATE: ['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED', 'CHARGED_BACK', 'FAILED'],
  PARTIALLY_REFUNDED: ['REFUNDED', 'CHARGED_BACK'],
  REFUNDED: ['CHARGED_BACK'],
  FAILED: ['PAID', 'PAID_LATE', 'UNDER_REVIEW', 'CHARGED_BACK'],
  CANCELLED: ['PAID', 'PAID_LATE', 'UNDER_REVIEW', 'CHARGED_BACK'],
  EXPIRED: ['PAID', 'PAID_LATE', 'UNDER_REVIEW', 'CHARGED_BACK'],
  // A dispute that was won.
  CHARGED_BACK: ['PAID', 'PAID_LATE'],
};

/** Where a payment goes when its provider says this of it; null: it stays, the news is old or says nothing new. */
export function nextStatus(current: PaymentStatus, observed: ProviderPaymentStatus): PaymentStatus | null {
  // That it is paid is known; whether late money counts is decided by policy or a person.
  if (current === 'PAID_LATE' && observed === 'PAID') return null;
  return MOVES[current].includes(observed) ? observed : null;
}

export function mayBecome(from: PaymentStatus, to: PaymentStatus): boolean {
  return MOVES[from].includes(to);
}

/** An attempt that may still take the money. */
export const OPEN_STATUSES = ['PENDING', 'REQUIRES_ACTION', 'AUTHORIZED', 'UNKNOWN'] as const satisfies readonly PaymentStatus[];

export function isOpen(status: PaymentStatus): boolean {
  return (OPEN_STATUSES as readonly PaymentStatus[]).includes(status);
}

/** Whether the time of an attempt is over: in which the customer has to act. Money that is authorised waits for us, not for them. */
export function isPast({ status, expiresAt }: { readonly status: PaymentStatus; readonly expiresAt?: Date | null }, now: Date): boolean {
  return status !== 'AUTHORIZED' && expiresAt != null && expiresAt <= now;
}

/** One that is over without money. */
export function isOver(status: PaymentStatus): boolean {
  return status === 'FAILED' || status === 'CANCELLED' || status === 'EXPIRED';
}

/** One that has settled debt of its order; some of it may have been given back since. */
export function isSettled(status: PaymentStatus): boolean {
  return status === 'PAID' || status === 'PARTIALLY_REFUNDED' || status === 'REFUNDED';
}
