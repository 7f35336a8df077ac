import type { ExpectedTotals } from './expected-totals.ts';
import type { FeedLog } from './feeds.ts';
import type { FileOrder } from './parse-orders.ts';
import { formatMoney, type Plan } from './plan.ts';
import { orderId } from './run-order.ts';
import type { StoredEvent, StoredOrder } from './stored.ts';

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** Findings; for a failed check, the first cases. */
  readonly found: string;
}

export interface Outcome {
  readonly plan: Plan;
  readonly orders: readonly FileOrder[];
  /** Orders that could not be completed, each with the reason. */
  readonly failures: readonly string[];
  readonly stored: readonly StoredOrder[];
  readonly events: readonly StoredEvent[];
  readonly feeds: readonly FeedLog[];
  readonly expected: ExpectedTotals;
}

export function checks(outcome: Outcome): Check[] {
  return [...orderChecks(outcome), ...moneyChecks(outcome), ...eventChecks(outcome), ...outcome.feeds.map((feed) => feedCheck(feed, outcome.events))];
}

function orderChecks({ plan, orders, failures, stored }: Outcome): Check[] {
  const byId = new Map(stored.map((order) => [order.id, order]));
  const missing = orders.filter((order) => !byId.has(orderId(plan, order)));
  const open = stored.filter((order) => order.status !== 'COMPLETED' || order.paymentStatus !== 'PAID' || order.dueAmount !== 0);
  const days = Map.groupBy(stored, (order) => order.businessDate);
  const gaps = [...days].flatMap(([date, own]) =>
    own
      .map((order) => order.queueNumber)
      .sort((a, b) => a - b)
      .flatMap((number, index) => (number === index + 1 ? [] : [`${date}: ${number} in place ${index + 1}`])),
  );
  return [
    check('every command was carried out', failures),
    check(
      'the outlet has exactly the orders of the file',
      [...missing.map((order) => `${order.number} is missing`), ...(stored.length === orders.length ? [] : [`${stored.length} stored`])],
      `${stored.length} orders`,
    ),
    check(
      'every order is completed and paid',
      open.map((order) => `${order.id}: ${order.status}, ${order.paymentStatus}`),
    ),
    check('queue numbers are 1..n on every business date', gaps, [...days].map(([date, own]) => `1..${own.length} on ${date}`).join(', ')),
  ];
}

function moneyChecks({ plan, orders, stored, expected }: Outcome): Check[] {
  const byId = new Map(stored.map((order) => [order.id, order]));
  const known = orders.flatMap((order) => {
    const own = byId.get(orderId(plan, order));
    return own ? [{ order, own }] : [];
  });
  const file = orders.reduce((sum, order) => sum + order.totalCents, 0) * plan.perCent;
  const revenue = stored.reduce((sum, order) => sum + order.totals.subtotal, 0);
  const rates = plan.serviceChargeRate + plan.taxRate > 0;
  const lines = (order: FileOrder): string => order.lines.map((line) => `${line.quantity}×${line.unitCents * plan.perCent}+${line.options.length}`).join(' ');
  const storedLines = (order: StoredOrder): string =>
    order.lines.map((line) => `${line.quantity}×${line.total / line.quantity}+${line.modifiers.reduce((sum, { quantity }) => sum + quantity, 0)}`).join(' ');
  return [
    check(
      "every order's subtotal equals the file's",
      known
        .filter(({ order, own }) => own.totals.subtotal !== order.totalCents * plan.perCent)
        .map(({ order, own }) => `${order.number}: ${own.totals.subtotal}`),
    ),
    check(
      "every order's lines (quantity, unit price, options) equal the file's",
      known
        .filter(({ order, own }) => storedLines(own) !== lines(order))
        .map(({ order, own }) => `${order.number}: ${storedLines(own)} instead of ${lines(order)}`),
    ),
    check(
      "the revenue equals the file's",
      revenue === file ? [] : [`${formatMoney(revenue, plan.currency)} instead of ${formatMoney(file, plan.currency)}`],
      formatMoney(revenue, plan.currency),
    ),
    check(
      `every order's ${rates ? 'service charge, tax and total equal' : 'total equals'} what is computed by ${expected.source}`,
      known
        .filter(({ own }) => !sameTotals(own, expected))
        .map(({ order, own }) => `${order.number}: ${JSON.stringify(own.totals)} instead of ${JSON.stringify(expected.byOrder.get(own.id))}`),
    ),
    check(
      'every order was paid once, with its total, and the cash adds up',
      known.filter(({ own }) => !paidOnce(own, plan)).map(({ order, own }) => `${order.number}: ${JSON.stringify(own.payments)}`),
    ),
  ];
}

function sameTotals({ id, totals }: StoredOrder, { byOrder }: ExpectedTotals): boolean {
  const expected = byOrder.get(id);
  return (['subtotal', 'serviceCharge', 'tax', 'total'] as const).every((part) => expected?.[part] === totals[part]);
}

function paidOnce({ totals, payments, paidAmount }: StoredOrder, { cashRoundingStep }: Plan): boolean {
  const [payment] = payments;
  if (payments.length !== 1 || !payment) return false;
  const taken = payment.tendered - payment.change;
  return payment.amount === totals.total && paidAmount === totals.total && taken === payment.amount + payment.rounding && taken % cashRoundingStep === 0;
}

function eventChecks({ orders, stored, events }: Outcome): Check[] {
  const gap = events.findIndex((event, index) => event.sequence !== index + 1);
  const once = (type: string): string[] => {
    const counts = Map.groupBy(
      events.filter((event) => event.type === type),
      (event) => event.entityId,
    );
    return [...counts].filter(([, own]) => own.length !== 1).map(([id, own]) => `${type} ${own.length} times for ${id}`);
  };
  const count = (type: string): number => events.filter((event) => event.type === type).length;
  const tickets = stored.reduce((sum, order) => sum + order.tickets.length, 0);
  const wrong = [
    ...(count('ORDER_PLACED') === orders.length ? [] : [`${count('ORDER_PLACED')} ORDER_PLACED`]),
    ...(count('TICKET_FIRED') === tickets ? [] : [`${count('TICKET_FIRED')} TICKET_FIRED for ${tickets} tickets`]),
  ];
  return [
    check("the outlet's stored sequences are 1..n", gap === -1 ? [] : [`${events[gap]?.sequence} in place ${gap + 1}`], `1..${events.length}`),
    check(
      'every order was placed, every ticket fired in exactly one event',
      [...wrong, ...once('ORDER_PLACED'), ...once('TICKET_FIRED')],
      `${orders.length} and ${tickets}`,
    ),
  ];
}

/** Checks that a feed received all stored events, each once and in order. */
function feedCheck(feed: FeedLog, events: readonly StoredEvent[]): Check {
  const own = events.filter((event) => event.sequence > feed.from && (feed.name === 'outletFeed' || event.type.startsWith('TICKET_')));
  const at = Array.from({ length: Math.max(own.length, feed.received.length) }, (_, index) => index).find(
    (index) => own[index]?.sequence !== feed.received[index]?.sequence,
  );
  const wrong = at === undefined ? [] : [`${feed.received[at]?.sequence ?? 'nothing'} in place ${at + 1} instead of ${own[at]?.sequence ?? 'nothing'}`];
  const resets = feed.resets > 0 ? [`${feed.resets} resets`] : [];
  const problem = wrong.length > 0 && feed.problem !== '' ? [`last connection ended: ${feed.problem}`] : [];
  return check(
    `${feed.name} received exactly the sequences stored for it, each once, in order`,
    [...wrong, ...resets, ...problem],
    `${feed.received.length} over ${feed.connections} connection${feed.connections === 1 ? '' : 's'}`,
  );
}

const SHOWN = 3;

/** Passes when `wrong` is empty. */
export function check(name: string, wrong: readonly string[], found = ''): Check {
  if (wrong.length === 0) return { name, ok: true, found };
  const more = wrong.length > SHOWN ? ` … and ${wrong.length - SHOWN} more` : '';
  return { name, ok: false, found: wrong.slice(0, SHOWN).join('; ') + more };
}
