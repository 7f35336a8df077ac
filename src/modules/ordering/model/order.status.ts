import type { Money } from '../../../kernel/values/money.ts';

export const OrderStatus = {
  DRAFT: 'DRAFT',
  PENDING: 'PENDING',
  CONFIRMED: 'CONFIRMED',
  PREPARING: 'PREPARING',
  READY: 'READY',
  SERVED: 'SERVED',
  COMPLETED: 'COMPLETED',
  CANCELLED: 'CANCELLED',
} as const;
export type OrderStatus = keyof typeof OrderStatus;

export const OrderPaymentStatus = {
  UNPAID: 'UNPAID',
  PARTIALLY_PAID: 'PARTIALLY_PAID',
  PAID: 'PAID',
  PARTIALLY_REFUNDED: 'PARTIALLY_REFUNDED',
  REFUNDED: 'REFUNDED',
} as const;
export type OrderPaymentStatus = keyof typeof OrderPaymentStatus;

/** The states of an order, in sequence. A jump passes through the states between. */
const WAY = ['PENDING', 'CONFIRMED', 'PREPARING', 'READY', 'SERVED', 'COMPLETED'] as const satisfies readonly OrderStatus[];

/** The only table of transitions: the states from which a command may bring an order to a state. */
const TRANSITIONS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  DRAFT: [],
  PENDING: ['DRAFT'],
  CONFIRMED: ['PENDING'],
  // Forward when the first item is begun, back by a recall.
  PREPARING: ['CONFIRMED', 'READY', 'SERVED'],
  READY: ['CONFIRMED', 'PREPARING'],
  SERVED: ['CONFIRMED', 'PREPARING', 'READY'],
  COMPLETED: ['READY', 'SERVED'],
  CANCELLED: ['DRAFT', 'PENDING', 'CONFIRMED', 'PREPARING', 'READY', 'SERVED'],
};

/**
 * The states from which an order can return to CONFIRMED, where nothing is begun. Only the kitchen does this; no command does,
 * so confirmOrder stays refused.
 */
const TAKEN_BACK: readonly OrderStatus[] = ['PREPARING', 'READY'];

/** Whether the kitchen may take back all that it has begun of an order in this state. */
export function mayBeRecalled(from: OrderStatus): boolean {
  return TAKEN_BACK.includes(from);
}

/** Whether an order may go from one state to another. A DINE_IN order must be served before it is completed. */
export function mayBecome(from: OrderStatus, to: OrderStatus, serviceMode: string): boolean {
  if (from === 'READY' && to === 'COMPLETED' && serviceMode === 'DINE_IN') return false;
  return TRANSITIONS[to].includes(from);
}

/** Why an order may not go from one state to another, and which commands must come first; empty: it never can. */
export interface RefusedTransition {
  readonly message: string;
  readonly first: readonly string[];
}

export function refusedTransition(from: OrderStatus, to: OrderStatus): RefusedTransition {
  const cannot = `An order that is ${from} cannot become ${to}`;
  if (from === 'CANCELLED') return { message: `${cannot}: it was called off.`, first: [] };
  if (from === 'COMPLETED' && to === 'CANCELLED') return { message: `${cannot}: give its payments back instead (refundPayment).`, first: [] };
  const way: readonly OrderStatus[] = WAY;
  if (from === to || way.indexOf(from) > way.indexOf(to)) return { message: `${cannot}: it is ${from} already.`, first: [] };
  const first = [...(from === 'PENDING' ? ['confirmOrder'] : []), ...(to === 'COMPLETED' ? ['serveOrder'] : [])];
  const steps = first.map((name) => `${ADVICE[name]} (${name})`).join(' and ');
  return { message: steps === '' ? `${cannot}.` : `${cannot}: first ${steps}.`, first };
}

const ADVICE: Readonly<Record<string, string>> = { confirmOrder: 'confirm it', serveOrder: 'serve it' };

/** The states on the way forward from one state to another, including the last; empty on the way back. */
export function statesBetween(from: OrderStatus, to: OrderStatus): readonly OrderStatus[] {
  const way: readonly OrderStatus[] = WAY;
  return way.slice(way.indexOf(from) + 1, way.indexOf(to) + 1);
}

/** The fields of an order that decide what is due and its payment status. */
export interface Settlement {
  readonly status: OrderStatus;
  readonly total: Money;
  readonly paidAmount: Money;
  /** The part of paidAmount that was refunded for good. */
  readonly refundedAmount: Money;
}

/** Amount still to be paid. A cancelled order owes nothing. */
export function dueOf({ status, total, paidAmount }: Settlement): Money {
  return status === 'CANCELLED' ? 0 : total - paidAmount;
}

/**
 * The payment status that follows from an order's amounts. Refunds count only once nothing is due. An order of 0 is PAID. An
 * order that was cancelled before any payment is UNPAID.
 */
export function statusOfPayments(order: Settlement): OrderPaymentStatus {
  const { total, paidAmount, refundedAmount } = order;
  if (dueOf(order) > 0) return paidAmount > 0 ? 'PARTIALLY_PAID' : 'UNPAID';
  if (refundedAmount > 0) return refundedAmount >= paidAmount ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  return paidAmount >= total ? 'PAID' : 'UNPAID';
}
