import { checkList, invalid } from '../../../kernel/values/check.ts';
import type { FieldPath } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { chooseOneOf } from '../../../kernel/values/one-of.ts';
import { type OrderFee, type Refundable, type Refunded, refundAmount, refundFee, refundFromPrice, refundUnits } from './refund.ts';

/** Either quantity or amount is set. */
interface PartOfLine {
  readonly quantity?: number | null;
  readonly amount?: Money | null;
}

/** The quantity or amount is in `part`, or beside it as in earlier releases. */
export interface RefundLine extends PartOfLine {
  readonly lineId: string;
  readonly part?: PartOfLine | null;
}

/** A client's request for a refund: either an amount of the order as a whole, or lines and fees. */
export interface RefundRequest {
  readonly lines?: readonly RefundLine[] | null;
  readonly fees?: readonly OrderFee[] | null;
  readonly amount?: Money | null;
}

/** A checked refund request. */
export interface CheckedRefund {
  readonly lines: readonly RefundLine[];
  readonly fees: readonly OrderFee[];
  /** Null: the lines and fees decide; without any, all that is left is refunded. */
  readonly amount: Money | null;
}

const MAX_LINES = 250;
const MAX_FEES = 3;

/** @throws INVALID_INPUT, LIMIT_EXCEEDED */
export function checkRefundRequest(input: RefundRequest): CheckedRefund {
  const lines = checkList(input.lines ?? [], ['lines'], { max: MAX_LINES }).map((line) => ({ ...line, lineId: line.lineId.toLowerCase() }));
  const fees = checkList(input.fees ?? [], ['fees'], { max: MAX_FEES });
  if (input.amount != null && lines.length + fees.length > 0) {
    throw invalid(['amount'], 'is of the order as a whole: send either it, or lines and fees.');
  }
  mustDiffer(
    lines.map(({ lineId }) => lineId),
    (index) => ['lines', index, 'lineId'],
  );
  mustDiffer(fees, (index) => ['fees', index]);
  return { lines, fees, amount: input.amount ?? null };
}

export function hasParts({ lines, fees }: CheckedRefund): boolean {
  return lines.length + fees.length > 0;
}

/**
 * Takes the requested parts out of what is left of an order.
 * @throws NOT_FOUND, INVALID_INPUT, REFUND_EXCEEDS_PAID, each naming its field
 */
export function takeRequestedParts(state: Refundable, { lines, fees, amount }: CheckedRefund): Refunded {
  if (amount !== null) return refundAmount(state, amount);
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
  return { refund: { lines: refunds.flatMap((refund) => refund.lines), fees: refunds.flatMap((refund) => refund.fees) }, left };
}

function refundLine(state: Refundable, { lineId, part, ...flat }: RefundLine, at: FieldPath): Refunded {
  const { choice, fieldPath: place } = chooseOneOf<PartOfLine>('part', part, { quantity: flat.quantity, amount: flat.amount }, at);
  const { quantity, amount } = choice;
  if (quantity != null && amount == null) return refundUnits(state, lineId, quantity, at, place);
  if (amount != null && quantity == null) return refundFromPrice(state, lineId, amount, at, place);
  throw invalid([...place, 'quantity'], 'or amount must be sent, and not both.');
}

function mustDiffer(values: readonly string[], at: (index: number) => FieldPath): void {
  const again = values.findIndex((value, index) => values.indexOf(value) < index);
  if (again >= 0) throw invalid(at(again), 'stands here a second time.');
}
