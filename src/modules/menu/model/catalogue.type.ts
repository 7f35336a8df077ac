import { Field, ID, Int, ObjectType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { MeasureUnit } from '../../../kernel/graphql/measure.type.ts';
import { Node } from '../../../kernel/graphql/node.type.ts';
import { DateTimeScalar, MeasureScalar, MoneyScalar } from '../../../kernel/values/scalars.ts';
import { SelectionType } from './modifier.entity.ts';
import { UnavailableReason } from './offer.ts';

@ObjectType('ModifierOption', { implements: Node, description: 'An option of a modifier group.', simpleResolvers: true })
export class ModifierOptionType {
  @Field(() => ID, { description: 'UUID of the option; orders name it as optionId.' })
  id!: string;

  @Field(() => String, { description: 'Name of the option for guests and staff.' })
  name!: string;

  @Field(() => MoneyScalar, { description: 'Amount in minor units that each unit of the option adds to the unit price; it may be negative.' })
  priceAdjustment!: number;

  @Field(() => Boolean, { description: 'Whether clients preselect the option; the server adds nothing by itself.' })
  isDefault!: boolean;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Instant at which the option was archived: it cannot be chosen any more; null while it is in use.',
  })
  archivedAt!: Date | null;
}

@ObjectType('ModifierGroup', {
  implements: Node,
  description: 'A group of options that guests choose from when they order a product, e.g. Sugar.',
  simpleResolvers: true,
})
export class ModifierGroupType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'Name of the group for guests and staff.' })
  name!: string;

  @Field(() => SelectionType, { description: 'Rule of how many options can be chosen.' })
  selectionType!: SelectionType;

  @Field(() => Int, { description: 'Least number of units that a guest must choose.' })
  minSelections!: number;

  @Field(() => Int, { description: 'Greatest number of units that a guest can choose.' })
  maxSelections!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Instant at which the group was archived: no product offers it any more; null while it is in use.',
  })
  archivedAt!: Date | null;
}

@ObjectType('ProductAtOutlet', { description: 'A product as one outlet sells it. Stock is counted per outlet.', simpleResolvers: true })
export class ProductAtOutletType {
  @Field(() => ID, { description: 'UUID of the product at the outlet.' })
  id!: string;

  @Field(() => MoneyScalar, { description: 'Regular price of the outlet in minor units: its override, else the price of the product.' })
  price!: number;

  @Field(() => Boolean, { description: 'Whether it can be ordered at the outlet now, as its menu says; `unavailableReason` says why not.' })
  available!: boolean;

  @Field(() => UnavailableReason, { nullable: true, description: 'Reason why it cannot be ordered at the outlet now; null when it can.' })
  unavailableReason!: UnavailableReason | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Instant at which it can be ordered again by itself; null when it can be ordered now, or when a person has to do something.',
  })
  availableAt!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Stock that is left, in pieces; for a product that is sold by measure in thousandths of its unit: 12500 of KG is 12.5 kg. Null when its stock is not tracked.',
  })
  stockQuantity!: number | null;

  @Field(() => MeasureScalar, {
    nullable: true,
    description: 'Stock that is left, in units of soldBy, e.g. "12.5" of KG; null when the product is sold by pieces, or its stock is not tracked.',
  })
  stockMeasure!: number | null;

  @Field(() => Boolean, { description: 'Whether the outlet has the product on its menu, and its category too.' })
  active!: boolean;

  @Field(() => MoneyScalar, { nullable: true, description: 'Price override of the outlet, in minor units; null when there is none.' })
  priceOverride!: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Override of `active` at the outlet; null when there is none.' })
  activeOverride!: boolean | null;
}

@ObjectType('Product', { implements: Node, description: "A product of the brand's catalogue, for staff.", simpleResolvers: true })
export class ProductType {
  @Field(() => ID, { description: 'UUID of the product; orders name it as productId.' })
  id!: string;

  @Field(() => String, { description: 'Stock keeping unit of the product, unique in the brand.' })
  sku!: string;

  @Field(() => String, { description: 'Name of the product for guests and staff.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Description of the product for guests.' })
  description!: string | null;

  @Field(() => MoneyScalar, { description: 'Price in minor units at outlets without an override.' })
  price!: number;

  @Field(() => MeasureUnit, { description: 'Unit that the product is sold by; its prices are for one of it, e.g. for one piece or for 1 kg.' })
  soldBy!: MeasureUnit;

  @Field(() => MeasureScalar, {
    nullable: true,
    description: 'Step of the measures in orders, which are multiples of it, e.g. "0.005" of KG; null when the product is sold by pieces.',
  })
  measureStep!: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Price in minor units while the promo runs, instead of the regular one.' })
  promoPrice!: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which the promo begins; null: at once.' })
  promoStartsAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which the promo ends; null: it has no end.' })
  promoEndsAt!: Date | null;

  @Field(() => Boolean, { description: 'Whether the product is on menus, unless an outlet has an override.' })
  active!: boolean;

  @Field(() => Boolean, { description: 'Whether clients show the product as popular.' })
  popular!: boolean;

  @Field(() => Boolean, { description: 'Whether each outlet counts its stock of the product.' })
  trackStock!: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      'Code of the station that makes the product; each outlet has its own station with this code. NONE: no kitchen makes it. Null: the station of its category.',
  })
  stationCode!: string | null;

  @Field(() => String, { nullable: true, description: "Tax group that decides the tax of the product; null: the default group of the outlet's tax regime." })
  taxGroup!: string | null;

  @Field(() => Int, { description: 'Place of the product in its category; lower numbers come first.' })
  sortOrder!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Instant at which the product was archived: no outlet sells it any more; null while it is in use.',
  })
  archivedAt!: Date | null;
}

@ObjectType('Category', { implements: Node, description: "A category of the brand's catalogue, for staff.", simpleResolvers: true })
export class CategoryType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'Name of the category for guests and staff.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Description of the category for guests.' })
  description!: string | null;

  @Field(() => Int, { description: 'Place of the category on menus; lower numbers come first.' })
  sortOrder!: number;

  @Field(() => Boolean, { description: 'Whether the category is on menus.' })
  active!: boolean;

  @Field(() => String, {
    nullable: true,
    description: "Code of the station that makes its products, unless a product names one; NONE: no kitchen makes them. Null: the outlet's default station.",
  })
  stationCode!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Instant at which the category was archived: no menu shows it any more; null while it is in use.',
  })
  archivedAt!: Date | null;
}
