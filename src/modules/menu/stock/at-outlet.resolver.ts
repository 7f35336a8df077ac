import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { command } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { Outlet, reachableOutlet } from '../../tenancy/index.ts';
import type { Menu, MenuItem } from '../menu/assemble-menu.ts';
import { MenuItemType, MenuType } from '../menu/menu.type.ts';
import { menuVersionOf } from '../menu/menu-version.ts';
import { menuItemAt, readMenu } from '../menu/read-menu.ts';
import { optionsInReach, productsInReach } from '../model/catalogue.repository.ts';
import { ModifierOptionType, ProductType } from '../model/catalogue.type.ts';
import type { ModifierOption } from '../model/modifier.entity.ts';
import { Product } from '../model/product.entity.ts';
import { adjustStock } from './adjust-stock.ts';
import {
  AdjustStockInput,
  AdjustStockPayload,
  SetAvailabilityInput,
  SetAvailabilityPayload,
  SetProductOverrideInput,
  SetProductOverridePayload,
} from './at-outlet.type.ts';
import { setAvailability } from './set-availability.ts';
import { setProductOverride } from './set-product-override.ts';

/** What a command at an outlet was about, for its payload; empty when the command failed. */
interface AtOutlet {
  readonly outletId?: string;
  readonly productId?: string | null;
  readonly optionId?: string | null;
}

const about = ({ outletId, productId, optionId }: SetAvailabilityInput): AtOutlet => ({ outletId, productId: productId ?? null, optionId: optionId ?? null });

@Resolver(() => SetAvailabilityPayload)
export class SetAvailabilityResolver {
  @Mutation(() => SetAvailabilityPayload, { description: 'Takes a product or an option off at one outlet, or brings it back. KITCHEN and above.' })
  @Authorized('SET_AVAILABILITY')
  setAvailability(@Ctx() ctx: Context, @Arg('input', () => SetAvailabilityInput) input: SetAvailabilityInput): Promise<ValueOf<typeof SetAvailabilityPayload>> {
    const payload = async (outlet: Outlet) => ({ ...about(input), outlet, menuVersion: await menuVersionOf(ctx, outlet.id) });
    return command(ctx, { field: 'setAvailability', input, of: Outlet, run: () => setAvailability(ctx, input), payload });
  }

  @FieldResolver(() => ProductType, {
    nullable: true,
    description: 'The product that was taken off or brought back; null for an option, or when the mutation failed.',
  })
  product(@Root() { productId }: AtOutlet, @Ctx() ctx: Context): Promise<Product | null> | null {
    return productId == null ? null : productsInReach(ctx).load(productId.toLowerCase());
  }

  @FieldResolver(() => ModifierOptionType, {
    nullable: true,
    description: 'The option that was taken off or brought back; null for a product, or when the mutation failed.',
  })
  option(@Root() { optionId }: AtOutlet, @Ctx() ctx: Context): Promise<ModifierOption | null> | null {
    return optionId == null ? null : optionsInReach(ctx).load(optionId.toLowerCase());
  }
}

@Resolver()
export class AtOutletResolver {
  @Mutation(() => AdjustStockPayload, { description: 'Corrects the stock of a product at one outlet. KITCHEN and above.' })
  @Authorized('SET_AVAILABILITY')
  adjustStock(@Ctx() ctx: Context, @Arg('input', () => AdjustStockInput) input: AdjustStockInput): Promise<ValueOf<typeof AdjustStockPayload>> {
    const run = () => adjustStock(ctx, input);
    const authorize = () => reachableOutlet(ctx, input.outletId);
    const payload = (product: Product) => ({ outletId: input.outletId, productId: product.id, product });
    return command(ctx, { field: 'adjustStock', input, of: Product, run, authorize, payload });
  }

  @Mutation(() => SetProductOverridePayload, { description: 'Sets the price that an outlet has for a product, and whether the outlet sells it. MANAGER.' })
  @Authorized('MANAGE_OUTLET')
  setProductOverride(
    @Ctx() ctx: Context,
    @Arg('input', () => SetProductOverrideInput) input: SetProductOverrideInput,
  ): Promise<ValueOf<typeof SetProductOverridePayload>> {
    const run = () => setProductOverride(ctx, input);
    const authorize = () => reachableOutlet(ctx, input.outletId);
    const payload = (product: Product) => ({ outletId: input.outletId, productId: product.id, product });
    return command(ctx, { field: 'setProductOverride', input, of: Product, run, authorize, payload });
  }
}

/** The menu item after such a change, so that clients can correct a cached menu without a second request. */
function changedMenu(payload: () => new () => object): new () => object {
  @Resolver(payload)
  class ChangedMenuResolver {
    @FieldResolver(() => MenuItemType, {
      nullable: true,
      description: "The product on the outlet's menu as it is now; null when it is not on the menu, or when the mutation failed.",
    })
    menuItem(@Root() { outletId, productId }: AtOutlet, @Ctx() ctx: Context): Promise<MenuItem | null> | null {
      return outletId === undefined || productId == null ? null : menuItemAt(ctx, outletId, productId);
    }

    @FieldResolver(() => MenuType, { nullable: true, description: "The outlet's menu as it is now; null when the mutation failed." })
    menu(@Root() { outletId }: AtOutlet, @Ctx() ctx: Context): Promise<Menu | null> | null {
      return outletId === undefined ? null : readMenu(ctx, outletId);
    }
  }
  return ChangedMenuResolver;
}

export const atOutletResolvers = [
  SetAvailabilityResolver,
  AtOutletResolver,
  changedMenu(() => SetAvailabilityPayload),
  changedMenu(() => AdjustStockPayload),
  changedMenu(() => SetProductOverridePayload),
];
