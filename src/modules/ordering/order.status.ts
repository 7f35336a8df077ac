import type { Money } from '../../kernel/money.ts';

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

/** Whether an order may go from one state to another. What is eaten at a table must be served before it is completed. */
export function mayBecome(from: OrderStatus, to: OrderStatus, serviceMode: string): boolean {
  if (from === 'READY' && to === 'COMPLETED' && serviceMode === 'DINE_IN') return false;
  return TRANSITIONS[to].includes(from);
}

/** The states that are reached on the way forward from one to another, the last included; empty on the way back. */
export function statesBetween(from: OrderStatus, to: OrderStatus): readonly OrderStatus[] {
  const way: readonly OrderStatus[] = WAY;
  return way.slice(way.indexOf(from) + 1, way.indexOf(to) + 1);
}

/** What an order's payments come to. An order of 0 is paid; what was given back says more than what is still due. */
export function statusOfPayments(total: Money, paid: Money, refunded: Money): OrderPaymentStatus {
  if (refunded > 0) return refunded >= paid ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  if (paid >= total) return 'PAID';
  return paid > 0 ? 'PARTIALLY_PAID' : 'UNPAID';
}
