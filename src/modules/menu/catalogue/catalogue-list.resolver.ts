import { Arg, Args, Authorized, Ctx, Query, Resolver } from '../../../kernel/graphql/decorators.ts';
import { PageArgs } from '../../../kernel/graphql/page.type.ts';
import type { Connection } from '../../../kernel/lists/page.ts';
import type { OrderBy } from '../../../kernel/lists/sorting.ts';
import type { Context } from '../../../kernel/request/context.ts';
import type { ModifierGroup } from '../model/modifier.entity.ts';
import type { Product } from '../model/product.entity.ts';
import {
  ModifierGroupFilterInput,
  ModifierGroupOrder,
  modifierGroupConnection,
  ProductFilterInput,
  ProductOrder,
  productConnection,
} from './catalogue-list.type.ts';
import { findModifierGroups } from './find-modifier-groups.ts';
import { findProducts } from './find-products.ts';

@Resolver()
export class CatalogueListResolver {
  @Query(() => productConnection.type, {
    description: 'Products of the brand and own products of outlets that the caller can reach, by name unless orderBy says otherwise. Staff.',
  })
  @Authorized('READ_CATALOGUE')
  products(
    @Ctx() ctx: Context,
    @Arg('filter', () => ProductFilterInput, { nullable: true, description: 'Conditions that every entry meets; default: all products in use.' })
    filter: ProductFilterInput | null,
    @Arg('orderBy', () => ProductOrder, { nullable: true, description: 'Sorting of the list; default: NAME, ASC.' }) orderBy: OrderBy | null,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<Connection<Product>> {
    return findProducts(ctx, filter ?? {}, orderBy ?? null, page);
  }

  @Query(() => modifierGroupConnection.type, {
    description: 'Modifier groups, by name unless orderBy says otherwise; groups that belong to products which the caller cannot reach are left out. Staff.',
  })
  @Authorized('READ_CATALOGUE')
  modifierGroups(
    @Ctx() ctx: Context,
    @Arg('filter', () => ModifierGroupFilterInput, { nullable: true, description: 'Conditions that every entry meets; default: all groups in use.' })
    filter: ModifierGroupFilterInput | null,
    @Arg('orderBy', () => ModifierGroupOrder, { nullable: true, description: 'Sorting of the list; default: NAME, ASC.' }) orderBy: OrderBy | null,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<Connection<ModifierGroup>> {
    return findModifierGroups(ctx, filter ?? {}, orderBy ?? null, page);
  }
}
