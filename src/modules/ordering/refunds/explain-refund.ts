import { currencyOf } from '../../../kernel/graphql/currency.type.ts';
import type { Shown } from '../../../kernel/graphql/decorators.ts';
import { sumOf } from '../../../kernel/values/money.ts';
import type { RefundQuote } from './quote-refund.ts';
import { type FeeWorth, type LineWorth, taxesIn, totalOf, type Worth, worthOf } from './refund.ts';
import type { RefundedFeeType, RefundedLineType, RefundQuoteType } from './refund.type.ts';

/** A refund as data, in the shape that quotes and refunds show. */

export function quotedRefund({ currency, refund, left }: RefundQuote): Shown<RefundQuoteType> {
  const all = [...refund.lines, ...refund.fees];
  return {
    currency: currencyOf(currency),
    amount: totalOf(refund),
    net: sumOf(all.map(({ net }) => net)),
    serviceCharge: sumOf(all.map(({ serviceCharge }) => serviceCharge)),
    tax: sumOf(all.map(({ tax }) => tax)),
    taxes: taxesIn(refund),
    lines: refundedLines(refund.lines),
    fees: refundedFees(refund.fees),
    left: totalOf(left),
  };
}

export function refundedLines(lines: readonly LineWorth[]): readonly Shown<RefundedLineType>[] {
  return lines.map((line) => ({ ...part(line), quantity: line.units }));
}

export function refundedFees(fees: readonly FeeWorth[]): readonly Shown<RefundedFeeType>[] {
  return fees.map(part);
}

function part<W extends Worth>(of: W): W & { amount: number; taxName: string | null; taxRate: number | null } {
  return { ...of, amount: worthOf(of), taxName: of.rule?.name ?? null, taxRate: of.rule?.rate ?? null };
}
