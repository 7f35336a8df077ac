import type { Context } from '../../../kernel/request/context.ts';
import { invalid } from '../../../kernel/values/check.ts';
import { notFound } from '../../../kernel/values/errors.ts';
import { requireLines } from '../model/archived-lines.ts';
import { findOrderWithLines } from '../model/order.repository.ts';
import { refundableOfOrder } from './earlier-refunds.ts';
import type { Refund, Refundable } from './refund.ts';
import { checkRefundRequest, hasParts, type RefundRequest, takeRequestedParts } from './refund-request.ts';

export interface QuoteRefund extends RefundRequest {
  readonly orderId: string;
}

export interface RefundQuote {
  readonly currency: string;
  readonly refund: Refund;
  readonly left: Refundable;
}

/** The value of a part of an order, from the prices it was placed with and its earlier refunds. Writes nothing and does not check what is paid. */
export async function quoteRefund(ctx: Context, input: QuoteRefund): Promise<RefundQuote> {
  const wanted = checkRefundRequest(input);
  if (wanted.amount === null && !hasParts(wanted)) throw invalid(['lines'], 'needs at least one entry, unless fees or an amount are sent.');
  const order = await findOrderWithLines(ctx, input.orderId);
  if (!order) throw notFound('Order', ['orderId']);
  requireLines(order, ['orderId']);
  const state = await refundableOfOrder(ctx, order, order.lines.getItems());
  return { currency: order.currency, ...takeRequestedParts(state, wanted) };
}
