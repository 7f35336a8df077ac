import type { Context } from '../../../kernel/request/context.ts';
import { type FieldPath, UserFailure } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import type { Shift } from '../model/shift.entity.ts';
import { sumsOf } from './shift.repository.ts';
import { figuresOf } from './shift-figures.ts';

/**
 * The check for every way to take cash out: no more cash is taken out than is expected in it. The caller has locked
 * the shift exclusively, so that two withdrawals at once cannot take more either.
 * @throws AMOUNT_MISMATCH at `field`; `expected` is the cash that must be in the drawer
 */
export async function requireCashInDrawer(ctx: Context, shift: Shift, cash: Money, field: FieldPath): Promise<void> {
  if (cash <= 0) return;
  const { expected } = figuresOf(shift.float, await sumsOf(ctx, shift.id), null).cash;
  if (cash <= expected) return;
  const message = `The drawer holds only ${expected}, and ${cash} cannot be taken out of it: put cash in with payIn first.`;
  throw new UserFailure('AMOUNT_MISMATCH', message, { field, details: { expected, cash } });
}
