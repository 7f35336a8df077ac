import type { Context } from '../../../kernel/request/context.ts';
import { invalid } from '../../../kernel/values/check.ts';
import { checkUntil, type EndInput } from '../../../kernel/values/check-until.ts';
import { type Outlet, reachableOutlet } from '../../tenancy/index.ts';
import { outletMenuChanged } from '../menu/menu-version.ts';
import { orderableAmong } from '../menu/offer.repository.ts';
import { lockOptionAtOutlet, lockProductAtOutlet, optionOfOutlet, productOfOutlet } from '../model/catalogue.repository.ts';
import type { OptionAtOutlet, ProductAtOutlet } from '../model/product.entity.ts';

/** `until` or `minutes` say when it returns by itself. */
export interface SetAvailability extends EndInput {
  readonly outletId: string;
  readonly productId?: string | null;
  readonly optionId?: string | null;
  readonly available: boolean;
}

/** Takes a product or an option off at one outlet ("86"), or brings it back. Repeating the current state changes nothing. */
export async function setAvailability(ctx: Context, input: SetAvailability): Promise<Outlet> {
  const outlet = await reachableOutlet(ctx, input.outletId);
  const availableAt = checkReturn(ctx, input);
  const { row, target } = await rowOf(ctx, outlet, input);
  const { available } = input;
  if (row.available === available && (row.availableAt ?? null)?.getTime() === availableAt?.getTime()) return outlet;
  row.available = available;
  row.availableAt = availableAt;
  const { productId, optionId } = target;
  // A product that is switched on again may still lack stock, a station or options.
  const isBack = productId === undefined ? available : (await orderableAmong(ctx, outlet.id, [productId])).has(productId);
  const entityId = productId ?? optionId ?? outlet.id;
  await outletMenuChanged(ctx, outlet.id, [{ type: 'AVAILABILITY_CHANGED', entityId, data: { ...target, available: isBack } }]);
  return outlet;
}

function checkReturn(ctx: Context, input: SetAvailability): Date | null {
  const named = (['until', 'minutes'] as const).find((field) => input[field] != null);
  if (input.available && named) throw invalid([named], 'goes only with available: false.');
  return checkUntil(input, ctx.services.clock.now());
}

/** The row to be changed, locked. Exactly one of productId and optionId must be sent. */
async function rowOf(
  ctx: Context,
  outlet: Outlet,
  { productId, optionId }: SetAvailability,
): Promise<{ row: ProductAtOutlet | OptionAtOutlet; target: { productId?: string; optionId?: string } }> {
  if (productId != null && optionId == null) {
    const product = await productOfOutlet(ctx, outlet, productId);
    return { row: await lockProductAtOutlet(ctx, outlet, product), target: { productId: product.id } };
  }
  if (optionId == null || productId != null) throw invalid(['productId'], 'or optionId is needed, exactly one of them.');
  const option = await optionOfOutlet(ctx, outlet, optionId);
  return { row: await lockOptionAtOutlet(ctx, outlet, option), target: { optionId: option.id } };
}
