import { checkList, invalid } from '../../../kernel/values/check.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { codeKey } from '../../promotions/index.ts';
import type { PricedLine, Pricing } from '../model/pricing.ts';
import type { Basket } from '../pricing/basket.ts';

/** The prices of a line that a client showed. */
export interface ExpectedLine {
  readonly unitPrice?: Money | null;
  readonly total?: Money | null;
}

/** The codes and prices that a client showed for the order it sends. */
export interface Expected {
  readonly lines: readonly unknown[];
  readonly promotionCodes?: readonly string[] | null;
  readonly expectedTotal?: Money | null;
  readonly expectedLines?: readonly ExpectedLine[] | null;
}

/** A line whose price differs from the price shown. */
interface Difference {
  readonly index: number;
  readonly what: 'unitPrice' | 'total';
  readonly expected: Money;
  readonly actual: Money;
}

/**
 * Requires that every code applies and that the prices are those the client showed.
 * @throws PROMOTION_NOT_APPLICABLE, PRICE_CHANGED
 */
export function requireExpected(input: Expected, { lines, pricing }: Basket): void {
  requireApplied(input, pricing);
  const { expectedTotal } = input;
  const differences = differencesOf(input, lines, pricing);
  const { total } = pricing;
  const isOther = expectedTotal != null && expectedTotal !== total;
  if (!isOther && differences.length === 0) return;
  const [first] = differences;
  const ofTotal = isOther ? [`The total is ${total}, not ${expectedTotal}.`] : [];
  const ofLines = differences.map(({ index, what, expected, actual }) => `${lines[index]?.name}: ${WORDS[what]} ${actual}, not ${expected}.`);
  throw new UserFailure('PRICE_CHANGED', [...ofTotal, ...ofLines.slice(0, 3)].join(' '), {
    field: isOther || !first ? ['expectedTotal'] : ['expectedLines', first.index, first.what],
    details: { total, totals: partsOf(pricing), unitPrices: lines.map(({ unitPrice }) => unitPrice), ...(input.expectedLines && { lines: differences }) },
  });
}

const WORDS = { unitPrice: 'a unit costs', total: 'the line comes to' } as const;

function requireApplied({ promotionCodes }: Expected, { notApplied }: Pricing): void {
  const refused = notApplied.find(({ code }) => code !== null);
  if (!refused) return;
  const { code, reason, message, missing } = refused;
  const index = (promotionCodes ?? []).findIndex((sent) => codeKey(sent) === code);
  throw new UserFailure('PROMOTION_NOT_APPLICABLE', message, { field: ['promotionCodes', index], details: { reason, ...(missing !== null && { missing }) } });
}

/** Each line appears once: if its unit price differs, that is why its total differs. */
function differencesOf({ expectedLines }: Expected, lines: Basket['lines'], pricing: Pricing): Difference[] {
  return (expectedLines ?? []).flatMap((shown, index) => {
    const actual = { unitPrice: lines[index]?.unitPrice ?? 0, total: (pricing.lines[index] as PricedLine).total };
    const what = (['unitPrice', 'total'] as const).find((name) => shown[name] != null && shown[name] !== actual[name]);
    return what ? [{ index, what, expected: shown[what] ?? 0, actual: actual[what] }] : [];
  });
}

function partsOf({ subtotal, discount, serviceCharge, tax, delivery, packaging, tip, total }: Pricing): Readonly<Record<string, Money>> {
  return { subtotal, discount, serviceCharge, tax, delivery, packaging, tip, total };
}

/** Expected prices must be given for all lines, in the same order. */
export function checkExpectedLines({ lines, expectedLines }: Expected): void {
  if (expectedLines == null) return;
  checkList(expectedLines, ['expectedLines'], { max: Math.max(lines.length, 1) });
  if (expectedLines.length !== lines.length) throw invalid(['expectedLines'], `needs ${lines.length} entries, one for each line.`);
}
