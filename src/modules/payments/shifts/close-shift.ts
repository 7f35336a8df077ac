import { ref } from '@mikro-orm/core';
import { audit } from '../../../kernel/request/audit.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { checkInteger, checkList, checkOptionalText, invalid } from '../../../kernel/values/check.ts';
import { actingUser } from '../../identity/index.ts';
import { PaymentMethod } from '../model/payment-method.ts';
import type { Shift } from '../model/shift.entity.ts';
import { MAX_CASH } from './open-shift.ts';
import { lockOpenShift } from './shift.repository.ts';
import type { Counted } from './shift-figures.ts';
import { makeReport } from './shift-report.ts';

export interface CloseShift {
  readonly shiftId: string;
  readonly counted: readonly Counted[];
  readonly note?: string | null;
}

/**
 * Closes a drawer with its count. The lock waits for payments in progress, so they are in the report; later payments find
 * no open shift. The report is stored.
 */
export async function closeShift(ctx: Context, input: CloseShift): Promise<Shift> {
  const counted = checkCounted(input.counted);
  const note = checkOptionalText(input.note, ['note'], { max: 500, lines: true }) ?? null;
  const shift = await lockOpenShift(ctx, input.shiftId);
  const user = actingUser(ctx);
  Object.assign(shift, { counted, note, closedAt: ctx.services.clock.now(), closedBy: user && ref(user) });
  const report = await makeReport(ctx, shift);
  shift.report = { ...report };
  const { expected } = report.cash;
  const [cash] = report.tenders;
  await audit(ctx, {
    action: 'SHIFT_CLOSED',
    outletId: shift.outlet.id,
    entityType: 'Shift',
    entityId: shift.id,
    reason: note,
    after: { number: shift.number, expected, counted: cash?.counted ?? null, difference: cash?.difference ?? null },
  });
  return shift;
}

/** Each method counts once, and CASH is required: a drawer is not closed without a count. */
function checkCounted(entries: readonly Counted[]): readonly Counted[] {
  const counted = checkList(entries, ['counted'], { max: Object.keys(PaymentMethod).length }).map(({ method, amount }, index) => {
    if (entries.findIndex((other) => other.method === method) < index) throw invalid(['counted', index, 'method'], `says ${method} a second time.`);
    // In a shift more may be refunded to cards than was taken by card, so counts may be negative; cash cannot.
    return { method, amount: checkInteger(amount, ['counted', index, 'amount'], method === 'CASH' ? 0 : -MAX_CASH, MAX_CASH) };
  });
  if (!counted.some(({ method }) => method === 'CASH')) throw invalid(['counted'], 'needs an entry for CASH.');
  return counted;
}
