import type { Caller } from './caller.ts';

/** An order as the API returns it after the replay. */
export interface StoredOrder {
  readonly id: string;
  readonly status: string;
  readonly paymentStatus: string;
  readonly queueNumber: number;
  readonly businessDate: string;
  readonly dueAmount: number;
  readonly paidAmount: number;
  readonly lines: readonly { readonly quantity: number; readonly total: number; readonly modifiers: readonly { readonly quantity: number }[] }[];
  readonly totals: Totals;
  readonly payments: readonly StoredPayment[];
  readonly tickets: readonly { readonly id: string }[];
}
export interface Totals {
  readonly subtotal: number;
  readonly serviceCharge: number;
  readonly tax: number;
  readonly total: number;
}
export interface StoredPayment {
  readonly status: string;
  readonly amount: number;
  readonly rounding: number;
  readonly tendered: number;
  readonly change: number;
}

export interface StoredEvent {
  readonly sequence: number;
  readonly type: string;
  readonly entityId: string;
  readonly occurredAt: string;
}

const ORDERS = `query ($outletId: ID!, $after: String) { orders(filter: { outletId: $outletId }, first: 50, after: $after) {
  nodes {
    id status paymentStatus queueNumber businessDate dueAmount paidAmount
    lines { quantity total modifiers { quantity } } totals { subtotal serviceCharge tax total }
    payments { status amount rounding tendered change } tickets { id }
  }
  pageInfo { hasNextPage endCursor }
} }`;

interface Page {
  readonly nodes: readonly StoredOrder[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export async function storedOrders(caller: Caller, outletId: string): Promise<StoredOrder[]> {
  const orders: StoredOrder[] = [];
  for (let after: string | null = null; ; ) {
    const page: Page = (await caller.query<{ orders: Page }>('orders', ORDERS, { outletId, after })).orders;
    orders.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return orders;
    after = page.pageInfo.endCursor;
  }
}

const EVENTS = `query ($outletId: ID!, $after: Int!) { outletEvents(outletId: $outletId, after: $after, first: 500) {
  events { sequence type entityId occurredAt }
} }`;

/** All events of the outlet from the first one, read by polling outletEvents. */
export async function storedEvents(caller: Caller, outletId: string): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (;;) {
    const after = events.at(-1)?.sequence ?? 0;
    const page = await caller.query<{ outletEvents: { events: StoredEvent[] } }>('outletEvents', EVENTS, { outletId, after });
    if (page.outletEvents.events.length === 0) return events;
    events.push(...page.outletEvents.events);
  }
}
