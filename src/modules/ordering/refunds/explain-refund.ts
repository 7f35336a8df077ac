import { currencyOf } from '../../../kernel/graphql/currency.type.ts';
import { sumOf } from '../../../kernel/values/money.ts';
import type { RefundQuote } from './quote-refund.ts';
import { type FeeWorth, type LineWorth, taxesIn, totalOf, type Worth, worthOf } from './refund.ts';

/** A refund as data, in the shape that quotes and refunds show. */

export function quotedRefund({ currency, refund, left }: RefundQuote): unknown {
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

export function refundedLines(lines: readonly LineWorth[]): unknown[] {
  return lines.map((line) => ({ ...part(line), quantity: line.units }));
}

export function refundedFees(fees: readonly FeeWorth[]): unknown[] {
  return fees.map(part);
}

function part<W extends Worth>(of: W): W & { amount: number; taxName: string | null; taxRate: number | null } {
  return { ...of, amount: worthOf(of), taxName: of.rule?.name ?? null, taxRate: of.rule?.rate ?? null };
}
