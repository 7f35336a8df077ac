import { ARCHIVED_ARGUMENT } from '../../../kernel/graphql/archive.type.ts';
import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { isArchived } from '../../../kernel/request/archive.ts';
import { command } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { pictureAddress } from '../../../kernel/request/picture.ts';
import { findCategories, findProduct, isInReach } from '../model/catalogue.repository.ts';
import { CategoryType, ProductType } from '../model/catalogue.type.ts';
import { CreateCategoryInput, CreateCategoryPayload, UpdateCategoryInput, UpdateCategoryPayload } from '../model/category-and-group.type.ts';
import { Category, type Product } from '../model/product.entity.ts';
import { createCategory } from './create-category.ts';
import { updateCategory } from './update-category.ts';

@Resolver(() => CategoryType)
export class CategoryResolver {
  @Query(() => [CategoryType], { description: 'Categories of the brand in the order of the menu, at most 1,000. Staff.' })
  @Authorized('READ_CATALOGUE')
  categories(
    @Ctx() ctx: Context,
    @Arg('archived', () => Boolean, ARCHIVED_ARGUMENT) archived: boolean | null,
    @Arg('active', () => Boolean, { nullable: true, description: 'True: categories that menus show. False: categories that are switched off. Default: both.' })
    active: boolean | null = null,
  ): Promise<Category[]> {
    return findCategories(ctx, { archived, active });
  }

  @Query(() => ProductType, { nullable: true, description: 'One product of the catalogue; null when it does not exist or the caller cannot reach it. Staff.' })
  @Authorized('READ_CATALOGUE')
  product(@Ctx() ctx: Context, @Arg('id', () => ID, { description: shared.productId }) id: string): Promise<Product | null> {
    return findProduct(ctx, id);
  }

  @Mutation(() => CreateCategoryPayload, { description: "Adds a category to the brand's catalogue. TENANT_OWNER." })
  @Authorized('MANAGE_TENANT')
  createCategory(@Ctx() ctx: Context, @Arg('input', () => CreateCategoryInput) input: CreateCategoryInput): Promise<ValueOf<typeof CreateCategoryPayload>> {
    return command(ctx, { field: 'createCategory', input, of: Category, run: () => createCategory(ctx, input), payload: (category) => ({ category }) });
  }

  @Mutation(() => UpdateCategoryPayload, { description: 'Changes a category. TENANT_OWNER.' })
  @Authorized('MANAGE_TENANT')
  updateCategory(@Ctx() ctx: Context, @Arg('input', () => UpdateCategoryInput) input: UpdateCategoryInput): Promise<ValueOf<typeof UpdateCategoryPayload>> {
    return command(ctx, { field: 'updateCategory', input, of: Category, run: () => updateCategory(ctx, input), payload: (category) => ({ category }) });
  }

  @FieldResolver(() => String, { nullable: true, description: 'Address of a picture, e.g. https://cdn.example.com/latte.webp.' })
  imageUrl(@Root() category: Category, @Ctx() { services }: Context): string | null {
    return pictureAddress(services, category.imageUrl ?? null);
  }

  @FieldResolver(() => [ProductType], {
    description: 'Products of the category in the order of the menu, without those of outlets that the caller cannot reach.',
  })
  async products(
    @Root() category: Category,
    @Ctx() ctx: Context,
    @Arg('archived', () => Boolean, ARCHIVED_ARGUMENT) archived: boolean | null,
  ): Promise<Product[]> {
    return (await category.products.loadItems()).filter((product) => isInReach(ctx, product) && isArchived(product) === (archived ?? false));
  }
}
