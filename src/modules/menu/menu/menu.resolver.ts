import { Arg, Authorized, Ctx, Extensions, FieldResolver, ID, Query, Resolver, Root, Subscription } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { type Outlet, OutletType } from '../../tenancy/index.ts';
import { categoriesInReach, optionsInReach, productsInReach } from '../model/catalogue.repository.ts';
import { CategoryType, ModifierOptionType, ProductType } from '../model/catalogue.type.ts';
import type { ModifierOption } from '../model/modifier.entity.ts';
import type { Category, Product } from '../model/product.entity.ts';
import type { Menu, MenuItem, MenuModifierOption, MenuSection } from './assemble-menu.ts';
import { MenuItemType, MenuModifierOptionType, MenuSectionType, MenuType } from './menu.type.ts';
import { followMenu, menuItemAt, outletOfMenu, readMenu } from './read-menu.ts';

const THE_OUTLET = { description: 'UUID of the outlet.' };

@Resolver(() => MenuType)
export class MenuResolver {
  @Query(() => MenuType, { nullable: true, description: 'Menu of an outlet: everything that it sells; null when there is no such outlet. Guests too.' })
  @Authorized('PUBLIC')
  @Extensions({ fromMenu: true })
  menu(@Ctx() ctx: Context, @Arg('outletId', () => ID, THE_OUTLET) outletId: string): Promise<Menu | null> {
    return readMenu(ctx, outletId);
  }

  @Query(() => MenuItemType, { nullable: true, description: 'One product of a menu; null when the outlet does not sell it. Guests too.' })
  @Authorized('PUBLIC')
  @Extensions({ fromMenu: true })
  menuItem(
    @Ctx() ctx: Context,
    @Arg('outletId', () => ID, THE_OUTLET) outletId: string,
    @Arg('productId', () => ID, { description: shared.productId }) productId: string,
  ): Promise<MenuItem | null> {
    return menuItemAt(ctx, outletId, productId);
  }

  @Subscription(() => MenuType, {
    subscribe: ({ args, context }: { args: { outletId: string }; context: Context }) => followMenu(context, args.outletId),
    description:
      'Live menu: first the menu as it is, then again on every availability or price change, also when a product returns or a promo begins or ends by itself.',
  })
  @Authorized('PUBLIC')
  menuChanged(@Root() menu: Menu, @Arg('outletId', () => ID, THE_OUTLET) _outletId: string): Menu {
    return menu;
  }

  @FieldResolver(() => OutletType, { description: 'Outlet of the menu.' })
  outlet(@Root() menu: Menu, @Ctx() ctx: Context): Promise<Outlet> {
    return outletOfMenu(ctx, menu);
  }
}

/** The catalogue objects behind a menu, for staff. */
@Resolver(() => MenuSectionType)
export class MenuSectionResolver {
  @FieldResolver(() => CategoryType, { nullable: true, description: 'The category in the catalogue. KITCHEN and above.' })
  @Authorized('READ_CATALOGUE')
  category(@Root() { categoryId }: MenuSection, @Ctx() ctx: Context): Promise<Category | null> {
    return categoriesInReach(ctx).load(categoryId);
  }
}

@Resolver(() => MenuItemType)
export class MenuItemResolver {
  @FieldResolver(() => ProductType, { nullable: true, description: 'The product in the catalogue. KITCHEN and above.' })
  @Authorized('READ_CATALOGUE')
  product(@Root() { productId }: MenuItem, @Ctx() ctx: Context): Promise<Product | null> {
    return productsInReach(ctx).load(productId);
  }
}

@Resolver(() => MenuModifierOptionType)
export class MenuModifierOptionResolver {
  @FieldResolver(() => ModifierOptionType, { nullable: true, description: 'The option in the catalogue. KITCHEN and above.' })
  @Authorized('READ_CATALOGUE')
  option(@Root() { optionId }: MenuModifierOption, @Ctx() ctx: Context): Promise<ModifierOption | null> {
    return optionsInReach(ctx).load(optionId);
  }
}
