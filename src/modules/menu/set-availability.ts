import { invalid } from '../../kernel/check.ts';
import type { Context } from '../../kernel/context.ts';
import { type Outlet, reachableOutlet } from '../tenancy/index.ts';
import { isSoldOut, stockLeft } from './availability.ts';
import { lockedOptionAtOutlet, lockedProductAtOutlet, optionOfOutlet, productOfOutlet } from './catalogue.repository.ts';
import { outletMenuChanged } from './menu-version.ts';
import type { OptionAtOutlet, ProductAtOutlet } from './product.entity.ts';

export interface SetAvailability {
  readonly outletId: string;
  readonly productId?: string | null;
  readonly optionId?: string | null;
  readonly available: boolean;
  /** When it returns by itself. */
  readonly until?: Date | null;
}

/** Takes a product or an option off at one outlet ("86"), or brings it back. Saying again what is so changes nothing. */
export async function setAvailability(ctx: Context, input: SetAvailability): Promise<Outlet> {
  const outlet = await reachableOutlet(ctx, input.outletId);
  const availableAt = checkReturn(ctx, input);
  const { row, target, soldOut } = await rowOf(ctx, outlet, input);
  const { available } = input;
  if (row.available === available && (row.availableAt ?? null)?.getTime() === availableAt?.getTime()) return outlet;
  row.available = available;
  row.availableAt = availableAt;
  const entityId = target.productId ?? target.optionId ?? outlet.id;
  await outletMenuChanged(ctx, outlet.id, [{ type: 'AVAILABILITY_CHANGED', entityId, data: { ...target, available: available && !soldOut } }]);
  return outlet;
}

function checkReturn(ctx: Context, { available, until }: SetAvailability): Date | null {
  if (until == null) return null;
  if (available) throw invalid(['until'], 'goes only with available: false.');
  if (until <= ctx.services.clock.now()) throw invalid(['until'], 'must be in the future.');
  return until;
}

/** What is to be changed, locked: exactly one of product and option. */
async function rowOf(
  ctx: Context,
  outlet: Outlet,
  { productId, optionId }: SetAvailability,
): Promise<{ row: ProductAtOutlet | OptionAtOutlet; target: { productId?: string; optionId?: string }; soldOut: boolean }> {
  if (productId != null && optionId == null) {
    const product = await productOfOutlet(ctx, outlet, productId);
    const row = await lockedProductAtOutlet(ctx, outlet, product);
    const left = stockLeft(product.trackStock, row.stockQuantity ?? null);
    return { row, target: { productId: product.id }, soldOut: isSoldOut(left, product.measureStep ?? null) };
  }
  if (optionId == null || productId != null) throw invalid(['productId'], 'or optionId is needed, exactly one of them.');
  const option = await optionOfOutlet(ctx, outlet, optionId);
  return { row: await lockedOptionAtOutlet(ctx, outlet, option), target: { optionId: option.id }, soldOut: false };
}
