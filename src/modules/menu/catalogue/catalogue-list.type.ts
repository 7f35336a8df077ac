import { connectionTypes } from '../../../kernel/graphql/connection.type.ts';
import { Field, ID, InputType } from '../../../kernel/graphql/decorators.ts';
import { orderType } from '../../../kernel/graphql/sorting.type.ts';
import { ModifierGroupType, ProductType } from '../model/catalogue.type.ts';
import { MODIFIER_GROUP_ORDERS, type ModifierGroupFilter } from './find-modifier-groups.ts';
import { PRODUCT_ORDERS, type ProductFilter } from './find-products.ts';

export const productConnection = connectionTypes(() => ProductType, { name: 'Product', one: 'A product', page: 'A page of products of the catalogue.' });
export const ProductOrder = orderType('Product', 'products', PRODUCT_ORDERS);

export const modifierGroupConnection = connectionTypes(() => ModifierGroupType, {
  name: 'ModifierGroup',
  one: 'A modifier group',
  page: 'A page of modifier groups.',
});
export const ModifierGroupOrder = orderType('ModifierGroup', 'modifier groups', MODIFIER_GROUP_ORDERS);

@InputType('ProductFilter', { description: 'Conditions for a list of products; a product meets all that are set.' })
export class ProductFilterInput implements ProductFilter {
  @Field(() => String, {
    nullable: true,
    description: 'Beginnings of words of the name or the SKU, e.g. "es kop" finds Es Kopi Susu. Letter case and accents do not count; at most 5 words.',
  })
  search?: string | null;

  @Field(() => String, { nullable: true, description: 'Product with exactly this SKU, 1 to 64 characters; letter case counts.' })
  sku?: string | null;

  @Field(() => ID, { nullable: true, description: 'Products of one category.' })
  categoryId?: string | null;

  @Field(() => ID, { nullable: true, description: "Products that this outlet may sell: the brand's and its own." })
  outletId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Products that can be ordered at this outlet now: `available` on its menu.' })
  availableAtOutletId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Products that cannot be ordered at this outlet now; `Product.atOutlet` says why.' })
  unavailableAtOutletId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'True: products that the brand has switched on. False: products that it has switched off.' })
  active?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'True: products that are marked as popular. False: all others.' })
  popular?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'True: products whose stock is counted. False: all others.' })
  trackStock?: boolean | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'True: only archived products. False: only products in use.' })
  archived?: boolean | null;
}

@InputType('ModifierGroupFilter', { description: 'Conditions for a list of modifier groups; a group meets all that are set.' })
export class ModifierGroupFilterInput implements ModifierGroupFilter {
  @Field(() => String, { nullable: true, description: 'Beginnings of words of the name. Letter case and accents do not count; at most 5 words.' })
  search?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: groups that any product may offer, whether one does or not. False: groups that were created with one product.',
  })
  shared?: boolean | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'True: only archived groups. False: only groups in use.' })
  archived?: boolean | null;
}
