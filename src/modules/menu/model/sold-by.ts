import type { Context } from '../../../kernel/request/context.ts';
import { tenantOf } from '../../../kernel/request/context.ts';
import { invalid } from '../../../kernel/values/check.ts';
import { type FieldPath, UserFailure } from '../../../kernel/values/errors.ts';
import { formatMeasure, MAX_MEASURE, type MeasureUnit, type Thousandths, thousandthsOf } from '../../../kernel/values/measure.ts';

/** The unit that a product is sold by. */
export interface SoldBy {
  readonly soldBy: MeasureUnit;
  /** The measure of a line must be a multiple of it; null: sold by pieces. */
  readonly measureStep: Thousandths | null;
}

/** The amount of a product that a client wants. */
export interface RequestedAmount {
  readonly quantity: number;
  /** As a decimal. */
  readonly measure?: string | null;
}

/**
 * Checks the unit that a product is sold by from now on. A measured product without a step gets the smallest one. A step that
 * is not sent stays as long as the unit stays. `step` is a decimal.
 */
export function checkSoldBy(soldBy: MeasureUnit, step: string | null | undefined, before?: SoldBy): SoldBy {
  if (soldBy === 'PIECE') {
    if (step != null) throw invalid(['measureStep'], 'is only for a product that is sold by a measure: its soldBy is PIECE.');
    return { soldBy, measureStep: null };
  }
  const kept = step === undefined && before?.soldBy === soldBy ? before.measureStep : null;
  const measureStep = step == null ? (kept ?? 1) : thousandthsOf(step);
  if (measureStep < 1 || measureStep > MAX_MEASURE) throw invalid(['measureStep'], `must be from ${formatMeasure(1)} to ${formatMeasure(MAX_MEASURE)}.`);
  return { soldBy, measureStep };
}

/**
 * The measure of a line; null for a product that is sold by pieces. A measured line is one unit.
 * @throws UserFailure INVALID_INPUT at `measure` or `quantity` below `path`; it names the value and what would be valid
 */
export function checkMeasure({ name, soldBy, measureStep }: SoldBy & { readonly name: string }, wanted: RequestedAmount, path: FieldPath): Thousandths | null {
  const { quantity } = wanted;
  const measure = wanted.measure == null ? null : thousandthsOf(wanted.measure);
  const field = [...path, 'measure'];
  if (measureStep === null) {
    if (measure !== null) throw invalid(field, `cannot be sent: ${name} is sold by pieces, which quantity counts.`);
    return null;
  }
  const details = { soldBy, measureStep: formatMeasure(measureStep) };
  if (measure === null) {
    const message = `measure is needed: ${name} is sold by ${soldBy}, in multiples of ${formatMeasure(measureStep)}.`;
    throw new UserFailure('INVALID_INPUT', message, { field, details });
  }
  if (quantity !== 1) throw invalid([...path, 'quantity'], `must be 1: ${name} is sold by ${soldBy}, and each line is one measure of it.`);
  const most = MAX_MEASURE - (MAX_MEASURE % measureStep);
  const nearest = nearestMeasures(measure, measureStep, most);
  if (nearest.includes(measure)) return measure;
  const shown = nearest.map(formatMeasure);
  const what = measure < 1 || measure > most ? `from ${formatMeasure(measureStep)} to ${formatMeasure(most)}` : `a multiple of ${formatMeasure(measureStep)}`;
  const message = `measure must be ${what}, not ${formatMeasure(measure)}; nearest ${shown.length === 1 ? 'is' : 'are'} ${shown.join(' and ')} ${soldBy}.`;
  throw new UserFailure('INVALID_INPUT', message, { field, details: { ...details, nearest: shown } });
}

/** The multiples of a step next to a measure, below and above, from one step to `most`. If the measure is itself a multiple, only that one. */
function nearestMeasures(measure: Thousandths, step: Thousandths, most: Thousandths): Thousandths[] {
  const below = Math.floor(measure / step) * step;
  const both = [below, below === measure ? below : below + step].map((near) => Math.min(Math.max(near, step), most));
  return [...new Set(both)];
}

/**
 * Refuses to change the unit while stock is counted in the old one: 5 pieces are not 5 thousandths of a kilogram. Locks the
 * stock until the transaction ends.
 */
export async function requireNoStock(ctx: Context, productId: string, counted: MeasureUnit): Promise<void> {
  const rows = await ctx.em.execute<{ outlet_id: string; stock_quantity: number | null }[]>(
    'select outlet_id, stock_quantity from product_at_outlet where tenant_id = ? and product_id = ? order by outlet_id for update',
    [tenantOf(ctx), productId],
  );
  const outletIds = rows.filter(({ stock_quantity: left }) => (left ?? 0) > 0).map(({ outlet_id: id }) => id);
  if (outletIds.length === 0) return;
  throw new UserFailure('CONFLICT', `Its stock is counted by ${counted}: set it to 0 with adjustStock at each outlet that has some, then change soldBy.`, {
    field: ['soldBy'],
    details: { outletIds },
  });
}
