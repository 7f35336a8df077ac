import type { PaymentStatus } from './payment.entity.ts';

/** What a provider's state means to us. Refunds are reported separately: a refunded payment stays PAID. */
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

/** A person's decision on a payment that is under review or late. */
export const PaymentDecision = {
  /** The money taken settles debt. */
  ACCEPT: 'ACCEPT',
  /** The money taken is refunded. */
  REFUND: 'REFUND',
  /** The guest keeps the money taken as a credit. */
  CREDIT: 'CREDIT',
  /** No money was taken. */
  REJECT: 'REJECT',
} as const;
export type PaymentDecision = keyof typeof PaymentDecision;

/**
 * All allowed status changes of a payment (payments reference §1). Money that comes after a final status is always
 * accepted: money that a provider has taken is never lost.
 */
const MOVES: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  PENDING: ['UNKNOWN', 'REQUIRES_ACTION', 'AUTHORIZED', 'UNDER_REVIEW', 'PAID', 'PAID_LATE', 'FAILED', 'CANCELLED', 'EXPIRED', 'CHARGED_BACK'],
  UNKNOWN: ['PENDING', 'REQUIRES_ACTION', 'AUTHORIZED', 'UNDER_REVIEW', 'PAID', 'PAID_LATE', 'FAILED', 'CANCELLED', 'EXPIRED', 'CHARGED_BACK'],
  REQUIRES_ACTION: ['AUTHORIZED', 'UNDER_REVIEW', 'PAID', 'PAID_LATE', 'FAILED', 'CANCELLED', 'EXPIRED', 'CHARGED_BACK'],
  AUTHORIZED: ['UNDER_REVIEW', 'PAID', 'PAID_LATE', 'FAILED', 'CANCELLED', 'EXPIRED', 'CHARGED_BACK'],
  UNDER_REVIEW: ['PAID', 'PAID_LATE', 'FAILED', 'CANCELLED', 'EXPIRED'],
  // FAILED: a transfer that was reversed within minutes.
  PAID: ['PARTIALLY_REFUNDED', 'REFUNDED', 'CHARGED_BACK', 'FAILED'],
  PAID_LATE: ['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED', 'CHARGED_BACK', 'FAILED'],
  PARTIALLY_REFUNDED: ['REFUNDED', 'CHARGED_BACK'],
  REFUNDED: ['CHARGED_BACK'],
  FAILED: ['PAID', 'PAID_LATE', 'UNDER_REVIEW', 'CHARGED_BACK'],
  CANCELLED: ['PAID', 'PAID_LATE', 'UNDER_REVIEW', 'CHARGED_BACK'],
  EXPIRED: ['PAID', 'PAID_LATE', 'UNDER_REVIEW', 'CHARGED_BACK'],
  // A dispute that the restaurant won.
  CHARGED_BACK: ['PAID', 'PAID_LATE'],
};

/** Next status of a payment after a provider check; null: the status stays, because the answer is old or says nothing new. */
export function nextStatus(current: PaymentStatus, observed: ProviderPaymentStatus): PaymentStatus | null {
  // The money is known already. The brand's policy or a person decides whether late money counts.
  if (current === 'PAID_LATE' && observed === 'PAID') return null;
  return MOVES[current].includes(observed) ? observed : null;
}

export function mayBecome(from: PaymentStatus, to: PaymentStatus): boolean {
  return MOVES[from].includes(to);
}

/** Statuses of attempts that may still take money. */
export const OPEN_STATUSES = ['PENDING', 'REQUIRES_ACTION', 'AUTHORIZED', 'UNKNOWN'] as const satisfies readonly PaymentStatus[];

/** Statuses of payments whose money may still come, or wait for a person's decision. Late money waits too, unless it is kept as a credit. */
export const UNDER_WAY = [...OPEN_STATUSES, 'UNDER_REVIEW'] as const satisfies readonly PaymentStatus[];

export function isOpen(status: PaymentStatus): boolean {
  return (OPEN_STATUSES as readonly PaymentStatus[]).includes(status);
}

/** Whether the customer's time to pay is over. Authorised money waits for the capture, not for the customer. */
export function isPast({ status, expiresAt }: { readonly status: PaymentStatus; readonly expiresAt?: Date | null }, now: Date): boolean {
  return status !== 'AUTHORIZED' && expiresAt != null && expiresAt <= now;
}

/** Whether the attempt ended without money. */
export function isOver(status: PaymentStatus): boolean {
  return status === 'FAILED' || status === 'CANCELLED' || status === 'EXPIRED';
}

/** Whether the payment has settled debt of its order; some of it may have been refunded since. */
export function isSettled(status: PaymentStatus): boolean {
  return status === 'PAID' || status === 'PARTIALLY_REFUNDED' || status === 'REFUNDED';
}
