import type { Context } from '../../../kernel/request/context.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { type Refund as PaymentRefund, refundsOfOrders } from '../../payments/index.ts';
import type { Order, OrderLine } from '../model/order.entity.ts';
import { type Refund, type Refundable, refundAmount, refundable, totalOf, type Worth, worthOf } from './refund.ts';

/** The parts of an order that a refund stores. */
export interface RefundParts extends Refund {
  /** Units that go back on sale once the refund has succeeded. */
  readonly restock?: readonly { readonly lineId: string; readonly units: number }[];
}

/** The stored parts of a refund; null: it has no specific parts. */
export function partsOf({ parts }: Pick<PaymentRefund, 'parts'>): RefundParts | null {
  return (parts as unknown as RefundParts | null | undefined) ?? null;
}

/** What of an order is neither refunded nor in a pending refund. */
export async function refundableOfOrder(ctx: Context, order: Order, lines: readonly OrderLine[]): Promise<Refundable> {
  const refunds = (await refundsOfOrders(ctx, [order.id])).get(order.id) ?? [];
  const live = refunds.filter(({ effect, status }) => effect === 'RETURN' && (status === 'PENDING' || status === 'SUCCEEDED'));
  return afterRefunds(refundable(order, lines), live);
}

/**
 * What is left of an order after refunds, oldest first. Each refund takes exactly the parts that it was worth when it was made.
 * A refund without parts, e.g. made in the provider's own dashboard, takes its amount from the order as a whole. The same goes
 * for what a line cannot give any more, because the order was priced again since. The sum is exact in every case.
 */
function afterRefunds(state: Refundable, refunds: readonly Pick<PaymentRefund, 'amount' | 'parts'>[]): Refundable {
  let left = state;
  for (const refund of refunds) {
    const parts = partsOf(refund);
    const before = totalOf(left);
    if (parts) left = without(left, parts);
    left = withoutAmount(left, refund.amount - (before - totalOf(left)));
  }
  return left;
}

function without({ lines, fees }: Refundable, parts: RefundParts): Refundable {
  return {
    lines: lines.map((line) => {
      const refunded = parts.lines.find(({ lineId }) => lineId === line.lineId);
      return refunded ? { ...less(line, refunded), units: Math.max(0, line.units - refunded.units) } : line;
    }),
    fees: fees.map((fee) => {
      const refunded = parts.fees.find((of) => of.fee === fee.fee);
      return refunded ? less(fee, refunded) : fee;
    }),
  };
}

function less<W extends Worth>(worth: W, { net, serviceCharge, tax }: Worth): W {
  return {
    ...worth,
    net: Math.max(0, worth.net - net),
    serviceCharge: Math.max(0, worth.serviceCharge - serviceCharge),
    tax: Math.max(0, worth.tax - tax),
  };
}

function withoutAmount(state: Refundable, amount: Money): Refundable {
  const taken = Math.min(amount, totalOf(state));
  return taken > 0 ? refundAmount(state, taken).left : state;
}

/** Whether nothing of value is left of an order. */
export function isFullyRefunded({ lines, fees }: Refundable): boolean {
  return [...lines, ...fees].every((part) => worthOf(part) === 0);
}
