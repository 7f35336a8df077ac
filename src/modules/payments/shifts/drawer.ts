import type { Context } from '../../../kernel/request/context.ts';
import { type FieldPath, UserFailure } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import type { Shift } from '../model/shift.entity.ts';
import { sumsOf } from './shift.repository.ts';
import { figuresOf } from './shift-figures.ts';

/**
 * The one guard of every way out of a drawer: no more cash is taken out than must be in it. The shift is locked for
 * change, not shared, so that what two take out at once cannot be more either.
 * @throws AMOUNT_MISMATCH at `field`, with what must be in the drawer as `expected`
 */
export async function requireCashInDrawer(ctx: Context, shift: Shift, cash: Money, field: FieldPath): Promise<void> {
  if (cash <= 0) return;
  const { expected } = figuresOf(shift.float, await sumsOf(ctx, shift.id), null).cash;
  if (cash <= expected) return;
  const message = `The drawer holds only ${expected}, and ${cash} cannot be taken out of it: put cash in with payIn first.`;
  throw new UserFailure('AMOUNT_MISMATCH', message, { field, details: { expected, cash } });
}
