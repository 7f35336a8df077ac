import { Arg, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { Context } from '../../kernel/context.ts';
import { type Outlet, OutletType } from '../tenancy/index.ts';
import type { Menu, MenuItem } from './assemble-menu.ts';
import { MenuItemType, MenuType } from './menu.type.ts';
import { followMenu, outletOfMenu, readMenu } from './read-menu.ts';

const THE_OUTLET = { description: 'The outlet.' };

@Resolver(() => MenuType)
export class MenuResolver {
  @Query(() => MenuType, { nullable: true, description: 'What an outlet sells; null when there is no such outlet. Guests too.' })
  @Authorized('PUBLIC')
  menu(@Ctx() ctx: Context, @Arg('outletId', () => ID, THE_OUTLET) outletId: string): Promise<Menu | null> {
    return readMenu(ctx, outletId);
  }

  @Query(() => MenuItemType, { nullable: true, description: 'One product of a menu; null when the outlet does not sell it. Guests too.' })
  @Authorized('PUBLIC')
  async menuItem(
    @Ctx() ctx: Context,
    @Arg('outletId', () => ID, THE_OUTLET) outletId: string,
    @Arg('productId', () => ID, { description: 'The product.' }) productId: string,
  ): Promise<MenuItem | null> {
    return (await readMenu(ctx, outletId))?.itemOf.get(productId.toLowerCase()) ?? null;
  }

  @Subscription(() => MenuType, {
    subscribe: ({ args, context }: { args: { outletId: string }; context: Context }) => followMenu(context, args.outletId),
    description: 'First the menu as it is; then again on every availability or price change, also when something returns or a promo begins or ends by itself.',
  })
  @Authorized('PUBLIC')
  menuChanged(@Root() menu: Menu, @Arg('outletId', () => ID, THE_OUTLET) _outletId: string): Menu {
    return menu;
  }

  @FieldResolver(() => OutletType, { description: 'Whose menu it is.' })
  outlet(@Root() menu: Menu, @Ctx() ctx: Context): Promise<Outlet> {
    return outletOfMenu(ctx, menu);
  }
}
