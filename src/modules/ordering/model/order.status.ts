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

/** The way of an order; a jump passes through the states between. */
const WAY = ['PENDING', 'CONFIRMED', 'PREPARING', 'READY', 'SERVED', 'COMPLETED'] as const satisfies readonly OrderStatus[];

/** The one table of transitions: from which states a command may go to a state. */
const TRANSITIONS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  DRAFT: [],
  PENDING: ['DRAFT'],
  CONFIRMED: ['PENDING'],
  // Forward with the first item that is begun, back by a recall.
  PREPARING: ['CONFIRMED', 'READY', 'SERVED'],
  READY: ['CONFIRMED', 'PREPARING'],
  SERVED: ['CONFIRMED', 'PREPARING', 'READY'],
  COMPLETED: ['READY', 'SERVED'],
  CANCELLED: ['DRAFT', 'PENDING', 'CONFIRMED', 'PREPARING', 'READY', 'SERVED'],
};

/** Back to where nothing is begun: the kitchen alone takes an order there. No command does, so confirming stays refused. */
const TAKEN_BACK: readonly OrderStatus[] = ['PREPARING', 'READY'];

/** Whether the kitchen may take back all that it has begun of an order in this state. */
export function mayBeRecalled(from: OrderStatus): boolean {
  return TAKEN_BACK.includes(from);
}

/** Whether an order may go from one state to another. What is eaten at a table must be served before it is completed. */
export function mayBecome(from: OrderStatus, to: OrderStatus, serviceMode: string): boolean {
  if (from === 'READY' && to === 'COMPLETED' && serviceMode === 'DINE_IN') return false;
  return TRANSITIONS[to].includes(from);
}

/** Why an order may not go from one state to another, and which commands come first; none: it never will. */
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

/** The states that are reached on the way forward from one to another, the last included; empty on the way back. */
export function statesBetween(from: OrderStatus, to: OrderStatus): readonly OrderStatus[] {
  const way: readonly OrderStatus[] = WAY;
  return way.slice(way.indexOf(from) + 1, way.indexOf(to) + 1);
}

/** What of an order its amounts and state decide. */
export interface Settlement {
  readonly status: OrderStatus;
  readonly total: Money;
  readonly paidAmount: Money;
  /** Given back of that for good. */
  readonly refundedAmount: Money;
}

/** What is still to be paid. A cancelled order owes nothing. */
export function dueOf({ status, total, paidAmount }: Settlement): Money {
  return status === 'CANCELLED' ? 0 : total - paidAmount;
}

/**
 * What an order's payments come to, derived from all its amounts: while something is due the status says so, whatever was
 * given back; only then do refunds count. An order of 0 is paid; one that was cancelled before anything was paid is not.
 */
export function statusOfPayments(order: Settlement): OrderPaymentStatus {
  const { total, paidAmount, refundedAmount } = order;
  if (dueOf(order) > 0) return paidAmount > 0 ? 'PARTIALLY_PAID' : 'UNPAID';
  if (refundedAmount > 0) return refundedAmount >= paidAmount ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  return paidAmount >= total ? 'PAID' : 'UNPAID';
}
