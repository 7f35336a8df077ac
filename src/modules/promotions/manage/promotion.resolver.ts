import { CurrencyType, currencyOf } from '../../../kernel/graphql/currency.type.ts';
import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { PageArgs } from '../../../kernel/graphql/page.type.ts';
import type { Connection } from '../../../kernel/lists/page.ts';
import { command, DELETED } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { visibleNodes } from '../../../kernel/request/nodes.ts';
import { reaches } from '../../../kernel/request/session.ts';
import { DateTimeScalar } from '../../../kernel/values/scalars.ts';
import { type Category, CategoryType, categoriesInReach, type Product, ProductType, productsInReach } from '../../menu/index.ts';
import { currentTenant, type Outlet, OutletType, outletsById } from '../../tenancy/index.ts';
import { Promotion } from '../model/promotion.entity.ts';
import { findPromotion, findPromotions } from '../model/promotion.repository.ts';
import { BundleItemType, PromotionObject, PromotionStatisticsType, promotionConnection } from '../model/promotion.type.ts';
import { requireManageable } from '../model/promotion-permissions.ts';
import type { BundleItem } from '../model/promotion-terms.ts';
import { createPromotion } from './create-promotion.ts';
import { deletePromotion } from './delete-promotion.ts';
import {
  ActivatePromotionInput,
  ActivatePromotionPayload,
  CreatePromotionInput,
  CreatePromotionPayload,
  DeactivatePromotionInput,
  DeactivatePromotionPayload,
  DeletePromotionInput,
  DeletePromotionPayload,
  PromotionFilter,
  UpdatePromotionInput,
  UpdatePromotionPayload,
} from './promotion.input.type.ts';
import { type Statistics, statisticsOfPromotion } from './promotion.loaders.ts';
import { activatePromotion, deactivatePromotion } from './switch-promotion.ts';
import { updatePromotion } from './update-promotion.ts';

/** What all commands that create or change a promotion have in common. */
const promotionCommand = (ctx: Context) => ({
  of: Promotion,
  authorize: (promotion: Promotion): void => requireManageable(ctx, promotion),
  payload: (promotion: Promotion): { promotion: Promotion } => ({ promotion }),
});

@Resolver(() => PromotionObject)
export class PromotionResolver {
  @Query(() => promotionConnection.type, {
    description: 'Promotions of the brand and of outlets that the caller can reach, newest first. first: 1 to 100. CASHIER.',
  })
  @Authorized('READ_PROMOTIONS')
  promotions(
    @Ctx() ctx: Context,
    @Arg('filter', () => PromotionFilter, { nullable: true, description: shared.filter }) filter: PromotionFilter | null,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<Connection<Promotion>> {
    return findPromotions(ctx, filter ?? {}, page);
  }

  @Query(() => PromotionObject, { nullable: true, description: 'One promotion; null when it does not exist or the caller cannot reach it. CASHIER.' })
  @Authorized('READ_PROMOTIONS')
  promotion(@Ctx() ctx: Context, @Arg('id', () => ID, { description: 'UUID of the promotion.' }) id: string): Promise<Promotion | null> {
    return findPromotion(ctx, id);
  }

  @Mutation(() => CreatePromotionPayload, { description: 'Creates a promotion. TENANT_OWNER; MANAGER for own outlets.' })
  @Authorized('MANAGE_PROMOTIONS')
  createPromotion(@Ctx() ctx: Context, @Arg('input', () => CreatePromotionInput) input: CreatePromotionInput): Promise<ValueOf<typeof CreatePromotionPayload>> {
    return command(ctx, { ...promotionCommand(ctx), field: 'createPromotion', input, run: () => createPromotion(ctx, input) });
  }

  @Mutation(() => UpdatePromotionPayload, { description: 'Changes a promotion for all that is priced from now on. TENANT_OWNER; MANAGER for own outlets.' })
  @Authorized('MANAGE_PROMOTIONS')
  updatePromotion(@Ctx() ctx: Context, @Arg('input', () => UpdatePromotionInput) input: UpdatePromotionInput): Promise<ValueOf<typeof UpdatePromotionPayload>> {
    return command(ctx, { ...promotionCommand(ctx), field: 'updatePromotion', input, run: () => updatePromotion(ctx, input) });
  }

  @Mutation(() => ActivatePromotionPayload, { description: 'Switches a promotion on. TENANT_OWNER; MANAGER for own outlets.' })
  @Authorized('MANAGE_PROMOTIONS')
  activatePromotion(
    @Ctx() ctx: Context,
    @Arg('input', () => ActivatePromotionInput) input: ActivatePromotionInput,
  ): Promise<ValueOf<typeof ActivatePromotionPayload>> {
    return command(ctx, { ...promotionCommand(ctx), field: 'activatePromotion', input, run: () => activatePromotion(ctx, input) });
  }

  @Mutation(() => DeactivatePromotionPayload, { description: 'Switches a promotion off. TENANT_OWNER; MANAGER for own outlets.' })
  @Authorized('MANAGE_PROMOTIONS')
  deactivatePromotion(
    @Ctx() ctx: Context,
    @Arg('input', () => DeactivatePromotionInput) input: DeactivatePromotionInput,
  ): Promise<ValueOf<typeof DeactivatePromotionPayload>> {
    return command(ctx, { ...promotionCommand(ctx), field: 'deactivatePromotion', input, run: () => deactivatePromotion(ctx, input) });
  }

  @Mutation(() => DeletePromotionPayload, {
    description: 'Deletes a promotion that was never used; CONFLICT when it was. TENANT_OWNER; MANAGER for own outlets.',
  })
  @Authorized('MANAGE_PROMOTIONS')
  deletePromotion(@Ctx() ctx: Context, @Arg('input', () => DeletePromotionInput) input: DeletePromotionInput): Promise<ValueOf<typeof DeletePromotionPayload>> {
    const run = () => deletePromotion(ctx, input);
    return command(ctx, { field: 'deletePromotion', input, of: DELETED, run, payload: () => ({ promotionId: input.id }) });
  }

  @FieldResolver(() => [ID], {
    nullable: true,
    description: 'UUIDs of the outlets that have it, as far as the caller can reach them; null: all outlets of the brand.',
  })
  outletIds(@Root() { outletIds }: Promotion, @Ctx() { session }: Context): readonly string[] | null {
    return outletIds?.filter((id) => reaches(session.outletIds, id)) ?? null;
  }

  @FieldResolver(() => [OutletType], {
    nullable: true,
    description: 'Outlets that have it, as far as the caller can reach them; null: all outlets of the brand.',
  })
  outlets(@Root() { outletIds }: Promotion, @Ctx() ctx: Context): Promise<Outlet[] | null> {
    return visibleNodes(outletsById(ctx), outletIds);
  }

  @FieldResolver(() => [ProductType], {
    nullable: true,
    description: 'Products that count, as far as the caller can reach them; null when productIds is. KITCHEN and above.',
  })
  @Authorized('READ_CATALOGUE')
  products(@Root() { productIds }: Promotion, @Ctx() ctx: Context): Promise<Product[] | null> {
    return visibleNodes(productsInReach(ctx), productIds);
  }

  @FieldResolver(() => [CategoryType], { nullable: true, description: 'Categories whose products count; null when categoryIds is. KITCHEN and above.' })
  @Authorized('READ_CATALOGUE')
  categories(@Root() { categoryIds }: Promotion, @Ctx() ctx: Context): Promise<Category[] | null> {
    return visibleNodes(categoriesInReach(ctx), categoryIds);
  }

  @FieldResolver(() => Int, { nullable: true, description: 'Number of orders that used it, without those that were cancelled; null without a usageLimit.' })
  used(@Root() { usageLimit, used }: Promotion): number | null {
    return usageLimit == null ? null : used;
  }

  @FieldResolver(() => CurrencyType, { description: shared.currency })
  async currency(@Ctx() ctx: Context): Promise<CurrencyType> {
    return currencyOf((await currentTenant(ctx)).currency);
  }

  @FieldResolver(() => PromotionStatisticsType, { description: 'Statistics of its use, from orders of all outlets. MANAGER.' })
  @Authorized('MANAGE_PROMOTIONS')
  statistics(
    @Root() { id }: Promotion,
    @Ctx() ctx: Context,
    @Arg('from', () => DateTimeScalar, { nullable: true, description: 'Instant from which orders count, by the time they were placed.' }) from: Date | null,
    @Arg('until', () => DateTimeScalar, { nullable: true, description: 'Instant before which orders count, by the time they were placed.' }) until: Date | null,
  ): Promise<Statistics> {
    return statisticsOfPromotion(ctx, id, { from: from ?? null, until: until ?? null });
  }
}

@Resolver(() => BundleItemType)
export class BundleItemResolver {
  @FieldResolver(() => [ProductType], { nullable: true, description: 'Products that count for it, as far as the caller can reach them. KITCHEN and above.' })
  @Authorized('READ_CATALOGUE')
  products(@Root() { productIds }: BundleItem, @Ctx() ctx: Context): Promise<Product[] | null> {
    return visibleNodes(productsInReach(ctx), productIds);
  }

  @FieldResolver(() => [CategoryType], { nullable: true, description: 'Categories whose products count for it. KITCHEN and above.' })
  @Authorized('READ_CATALOGUE')
  categories(@Root() { categoryIds }: BundleItem, @Ctx() ctx: Context): Promise<Category[] | null> {
    return visibleNodes(categoriesInReach(ctx), categoryIds);
  }
}
