import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { command } from '../../kernel/command.ts';
import type { Context } from '../../kernel/context.ts';
import { Outlet, reachableOutlet } from '../tenancy/index.ts';
import { adjustStock } from './adjust-stock.ts';
import {
  AdjustStockInput,
  AdjustStockPayload,
  SetAvailabilityInput,
  SetAvailabilityPayload,
  SetProductOverrideInput,
  SetProductOverridePayload,
} from './at-outlet.type.ts';
import { menuVersionOf } from './menu-version.ts';
import { Product } from './product.entity.ts';
import { setAvailability } from './set-availability.ts';
import { setProductOverride } from './set-product-override.ts';

@Resolver()
export class AtOutletResolver {
  @Mutation(() => SetAvailabilityPayload, { description: 'Takes a product or an option off at one outlet, or brings it back. KITCHEN and above.' })
  @Authorized('SET_AVAILABILITY')
  setAvailability(@Ctx() ctx: Context, @Arg('input', () => SetAvailabilityInput) input: SetAvailabilityInput): Promise<unknown> {
    const payload = async (outlet: Outlet) => ({ menuVersion: await menuVersionOf(ctx, outlet.id) });
    return command(ctx, { field: 'setAvailability', input, of: Outlet, run: () => setAvailability(ctx, input), payload });
  }

  @Mutation(() => AdjustStockPayload, { description: 'Corrects the stock of a product at one outlet. KITCHEN and above.' })
  @Authorized('SET_AVAILABILITY')
  adjustStock(@Ctx() ctx: Context, @Arg('input', () => AdjustStockInput) input: AdjustStockInput): Promise<unknown> {
    const authorize = () => reachableOutlet(ctx, input.outletId);
    return command(ctx, { field: 'adjustStock', input, of: Product, run: () => adjustStock(ctx, input), authorize, payload: (product) => ({ product }) });
  }

  @Mutation(() => SetProductOverridePayload, { description: "Sets an outlet's own price of a product, and whether it sells it. MANAGER." })
  @Authorized('MANAGE_OUTLET')
  setProductOverride(@Ctx() ctx: Context, @Arg('input', () => SetProductOverrideInput) input: SetProductOverrideInput): Promise<unknown> {
    const run = () => setProductOverride(ctx, input);
    const authorize = () => reachableOutlet(ctx, input.outletId);
    return command(ctx, { field: 'setProductOverride', input, of: Product, run, authorize, payload: (product) => ({ product }) });
  }
}
