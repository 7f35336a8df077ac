import { CurrencyType, currencyOf } from '../../../kernel/graphql/currency.type.ts';
import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Resolver, Root, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { isArchived } from '../../../kernel/request/archive.ts';
import { command } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { pictureAddress } from '../../../kernel/request/picture.ts';
import { currentTenant, type Outlet, OutletType } from '../../tenancy/index.ts';
import { requireOwnProduct } from '../model/brand-catalogue.ts';
import { CategoryType, ModifierGroupType, ProductAtOutletType, ProductType } from '../model/catalogue.type.ts';
import type { ModifierGroup } from '../model/modifier.entity.ts';
import { type Category, Product } from '../model/product.entity.ts';
import { productAtOutlet } from './catalogue.loaders.ts';
import { createProduct } from './create-product.ts';
import { CreateProductInput, CreateProductPayload, UpdateProductInput, UpdateProductPayload } from './product.type.ts';
import { updateProduct } from './update-product.ts';

@Resolver(() => ProductType)
export class ProductResolver {
  @Mutation(() => CreateProductPayload, { description: "Adds a product to the catalogue. TENANT_OWNER; MANAGER for an outlet's own." })
  @Authorized('MANAGE_OUTLET')
  createProduct(@Ctx() ctx: Context, @Arg('input', () => CreateProductInput) input: CreateProductInput): Promise<ValueOf<typeof CreateProductPayload>> {
    const authorize = (product: Product): void => requireOwnProduct(ctx, product);
    return command(ctx, { field: 'createProduct', input, of: Product, run: () => createProduct(ctx, input), authorize, payload: (product) => ({ product }) });
  }

  @Mutation(() => UpdateProductPayload, { description: "Changes a product of the catalogue. TENANT_OWNER; MANAGER for an outlet's own." })
  @Authorized('MANAGE_OUTLET')
  updateProduct(@Ctx() ctx: Context, @Arg('input', () => UpdateProductInput) input: UpdateProductInput): Promise<ValueOf<typeof UpdateProductPayload>> {
    const authorize = (product: Product): void => requireOwnProduct(ctx, product);
    return command(ctx, { field: 'updateProduct', input, of: Product, run: () => updateProduct(ctx, input), authorize, payload: (product) => ({ product }) });
  }

  @FieldResolver(() => String, { nullable: true, description: 'Address of a picture, e.g. https://cdn.example.com/latte.webp.' })
  imageUrl(@Root() product: Product, @Ctx() { services }: Context): string | null {
    return pictureAddress(services, product.imageUrl ?? null);
  }

  @FieldResolver(() => CategoryType, { description: 'Category of the product.' })
  category(@Root() product: Product): Promise<Category> {
    return product.category.loadOrFail();
  }

  @FieldResolver(() => OutletType, { nullable: true, description: 'Outlet that the product belongs to; null when all outlets sell it.' })
  async outlet(@Root() product: Product): Promise<Outlet | null> {
    return (await product.outlet?.load()) ?? null;
  }

  @FieldResolver(() => CurrencyType, { description: shared.currency })
  async currency(@Ctx() ctx: Context): Promise<CurrencyType> {
    return currencyOf((await currentTenant(ctx)).currency);
  }

  @FieldResolver(() => [ModifierGroupType], { description: 'Modifier groups in use, in the order of the menu; at most 20.' })
  async modifierGroups(@Root() product: Product): Promise<ModifierGroup[]> {
    const links = await product.groupLinks.loadItems();
    const groups = await Promise.all(links.map((link) => link.group.loadOrFail()));
    return groups.filter((group) => !isArchived(group));
  }

  @FieldResolver(() => ProductAtOutletType, { description: 'The product as one outlet sells it: overrides, availability, stock.' })
  atOutlet(
    @Root() product: Product,
    @Ctx() ctx: Context,
    @Arg('outletId', () => ID, { description: shared.outletId }) outletId: string,
  ): Promise<ProductAtOutletType> {
    return productAtOutlet(ctx, product, outletId);
  }
}
