import type { Context } from '../../../kernel/request/context.ts';
import { checkInteger, checkList, invalid } from '../../../kernel/values/check.ts';
import { notFound } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { Outlet } from '../../tenancy/index.ts';
import { requireLines } from '../model/archived-lines.ts';
import { findOrderWithLines } from '../model/order.repository.ts';
import { refundable } from './refund.ts';
import { type CashPart, cashParts, type SharedUnits, type SplitPart, splitByAmounts, splitByItems, splitEvenly } from './split.ts';

/** Exactly one of `ways`, `groups` and `amounts` is set. */
export interface QuoteSplit {
  readonly orderId: string;
  readonly ways?: number | null;
  readonly groups?: readonly { readonly lines: readonly SharedUnits[] }[] | null;
  readonly amounts?: readonly Money[] | null;
}

export interface SplitQuote {
  readonly currency: string;
  readonly total: Money;
  readonly parts: readonly (SplitPart & { readonly cash: CashPart })[];
}

const MAX_PARTS = 50;
const MAX_LINES = 250;

/** What each of several guests would pay of an order, also in cash. Writes nothing and does not check what is paid already. */
export async function quoteSplit(ctx: Context, input: QuoteSplit): Promise<SplitQuote> {
  const { ways, groups, amounts } = checkManner(input);
  const order = await findOrderWithLines(ctx, input.orderId);
  if (!order) throw notFound('Order', ['orderId']);
  const { currency, total } = order;
  const split = (): SplitPart[] => {
    if (ways != null) return splitEvenly(total, ways);
    if (amounts != null) return splitByAmounts(total, amounts);
    requireLines(order, ['orderId']);
    return splitByItems(refundable(order, order.lines.getItems()), groups);
  };
  const parts = split();
  const { cashRoundingStep, cashRoundingMode } = await ctx.em.findOneOrFail(Outlet, { id: order.outlet.id });
  const inCash = cashParts(
    parts.map(({ amount }) => amount),
    cashRoundingStep,
    cashRoundingMode,
  );
  return { currency, total, parts: parts.map((part, index) => ({ ...part, cash: inCash[index] as CashPart })) };
}

interface Manner {
  readonly ways: number | null;
  readonly amounts: readonly Money[] | null;
  readonly groups: readonly (readonly SharedUnits[])[];
}

function checkManner({ ways = null, groups = null, amounts = null }: QuoteSplit): Manner {
  const sent = [ways, groups, amounts].filter((manner) => manner !== null).length;
  if (sent !== 1) throw invalid(['ways'], 'or groups or amounts must be sent, exactly one of them.');
  if (ways !== null) checkInteger(ways, ['ways'], 2, MAX_PARTS);
  // The rest becomes one more part.
  if (amounts !== null) checkList(amounts, ['amounts'], { min: 1, max: MAX_PARTS - 1 });
  const guests = groups === null ? [] : checkList(groups, ['groups'], { min: 2, max: MAX_PARTS });
  const linesOf = (lines: readonly SharedUnits[], guest: number): SharedUnits[] =>
    checkList(lines, ['groups', guest, 'lines'], { min: 1, max: MAX_LINES }).map((line) => ({ ...line, lineId: line.lineId.toLowerCase() }));
  return { ways, amounts, groups: guests.map(({ lines }, guest) => linesOf(lines, guest)) };
}
