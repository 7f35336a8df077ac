import { checkList, invalid } from '../../kernel/check.ts';
import type { Context } from '../../kernel/context.ts';
import { type FieldPath, notFound } from '../../kernel/failure.ts';
import type { Money } from '../../kernel/money.ts';
import { findOrderWithLines } from './order.repository.ts';
import { type OrderFee, type Refund, type Refundable, type Refunded, refundAmount, refundable, refundFee, refundFromPrice, refundUnits } from './refund.ts';

/** Either quantity or amount. */
export interface RefundLine {
  readonly lineId: string;
  readonly quantity?: number | null;
  readonly amount?: Money | null;
}

/** Either an amount of the order as a whole, or lines and fees. */
export interface QuoteRefund {
  readonly orderId: string;
  readonly lines?: readonly RefundLine[] | null;
  readonly fees?: readonly OrderFee[] | null;
  readonly amount?: Money | null;
}

export interface RefundQuote {
  readonly currency: string;
  readonly refund: Refund;
  readonly left: Refundable;
}

const MAX_LINES = 250;
const MAX_FEES = 3;

/** What a part of an order would be worth back, from what it was priced with. Writes nothing; what is paid is not looked at. */
export async function quoteRefund(ctx: Context, input: QuoteRefund): Promise<RefundQuote> {
  const lines = checkList(input.lines ?? [], ['lines'], { max: MAX_LINES }).map((line) => ({ ...line, lineId: line.lineId.toLowerCase() }));
  const fees = checkList(input.fees ?? [], ['fees'], { max: MAX_FEES });
  const parts = lines.length + fees.length;
  if (input.amount != null && parts > 0) throw invalid(['amount'], 'is of the order as a whole: send either it, or lines and fees.');
  if (input.amount == null && parts === 0) throw invalid(['lines'], 'needs at least one entry, unless fees or an amount are sent.');
  mustDiffer(
    lines.map(({ lineId }) => lineId),
    (index) => ['lines', index, 'lineId'],
  );
  mustDiffer(fees, (index) => ['fees', index]);
  const order = await findOrderWithLines(ctx, input.orderId);
  if (!order) throw notFound('Order', ['orderId']);
  const { currency } = order;
  const state = refundable(order, order.lines.getItems());
  if (input.amount != null) return { currency, ...refundAmount(state, input.amount) };
  const steps = [
    ...lines.map((line, index) => (left: Refundable) => refundLine(left, line, ['lines', index])),
    ...fees.map((fee, index) => (left: Refundable) => refundFee(left, fee, ['fees', index])),
  ];
  let left = state;
  const refunds = steps.map((step) => {
    const { refund, left: rest } = step(left);
    left = rest;
    return refund;
  });
  return { currency, refund: { lines: refunds.flatMap((refund) => refund.lines), fees: refunds.flatMap((refund) => refund.fees) }, left };
}

function refundLine(state: Refundable, { lineId, quantity, amount }: RefundLine, at: FieldPath): Refunded {
  if (quantity != null && amount == null) return refundUnits(state, lineId, quantity, at);
  if (amount != null && quantity == null) return refundFromPrice(state, lineId, amount, at);
  throw invalid([...at, 'quantity'], 'or amount must be sent, and not both.');
}

function mustDiffer(values: readonly string[], at: (index: number) => FieldPath): void {
  const again = values.findIndex((value, index) => values.indexOf(value) < index);
  if (again >= 0) throw invalid(at(again), 'stands here a second time.');
}
