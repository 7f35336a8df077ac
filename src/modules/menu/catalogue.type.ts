import { Field, ID, Int, ObjectType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { MeasureUnit } from '../../kernel/measure.type.ts';
import { Node } from '../../kernel/node.type.ts';
import { DateTimeScalar, MeasureScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { SelectionType } from './modifier.entity.ts';
import { UnavailableReason } from './offer.ts';

@ObjectType('ModifierOption', { implements: Node, description: 'One thing that can be chosen in a modifier group.', simpleResolvers: true })
export class ModifierOptionType {
  @Field(() => ID, { description: 'Opaque; orders are placed with it.' })
  id!: string;

  @Field(() => String, { description: 'For guests and staff.' })
  name!: string;

  @Field(() => MoneyScalar, { description: 'Added to the unit price for each unit chosen; may be negative.' })
  priceAdjustment!: number;

  @Field(() => Boolean, { description: 'For the client to preselect; the server adds nothing by itself.' })
  isDefault!: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the option was archived: it cannot be chosen any more; null: in use.' })
  archivedAt!: Date | null;
}

@ObjectType('ModifierGroup', { implements: Node, description: 'A choice that goes with products.', simpleResolvers: true })
export class ModifierGroupType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'For guests and staff.' })
  name!: string;

  @Field(() => SelectionType, { description: 'What may be chosen.' })
  selectionType!: SelectionType;

  @Field(() => Int, { description: 'Units.' })
  minSelections!: number;

  @Field(() => Int, { description: 'Units.' })
  maxSelections!: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the group was archived: no product offers it any more; null: in use.' })
  archivedAt!: Date | null;
}

@ObjectType('ProductAtOutlet', { description: 'A product as one outlet sells it. Stock is counted per outlet.', simpleResolvers: true })
export class ProductAtOutletType {
  @Field(() => ID, { description: 'UUID of the product at the outlet.' })
  id!: string;

  @Field(() => MoneyScalar, { description: "The outlet's regular price: its override, else the product's." })
  price!: number;

  @Field(() => Boolean, { description: 'Whether it can be ordered there now, as its menu says; else `unavailableReason` says why.' })
  available!: boolean;

  @Field(() => UnavailableReason, { nullable: true, description: 'Why it cannot be ordered there now; null: it can.' })
  unavailableReason!: UnavailableReason | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it can be ordered again by itself; null: it can be now, or a person has to do something.',
  })
  availableAt!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: 'What is left, in pieces; of a product that is measured in thousandths of its unit: 12500 of KG is 12.5 kg. Null: its stock is not tracked.',
  })
  stockQuantity!: number | null;

  @Field(() => MeasureScalar, { nullable: true, description: 'What is left in units of soldBy, e.g. "12.5" of KG. Null: sold by pieces, or not tracked.' })
  stockMeasure!: number | null;

  @Field(() => Boolean, { description: 'Whether the outlet has it on its menu, its category too.' })
  active!: boolean;

  @Field(() => MoneyScalar, { nullable: true, description: "The outlet's override of the price; null: none." })
  priceOverride!: number | null;

  @Field(() => Boolean, { nullable: true, description: "The outlet's override of `active`; null: none." })
  activeOverride!: boolean | null;
}

@ObjectType('Product', { implements: Node, description: "A product of the brand's catalogue, for staff.", simpleResolvers: true })
export class ProductType {
  @Field(() => ID, { description: 'Opaque; orders are placed with it.' })
  id!: string;

  @Field(() => String, { description: 'Unique in the tenant.' })
  sku!: string;

  @Field(() => String, { description: 'For guests and staff.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'For guests.' })
  description!: string | null;

  @Field(() => MoneyScalar, { description: 'Of outlets without an override.' })
  price!: number;

  @Field(() => MeasureUnit, { description: 'By what it is sold; its prices are of one of it, e.g. of one piece or of 1 kg.' })
  soldBy!: MeasureUnit;

  @Field(() => MeasureScalar, { nullable: true, description: 'Orders measure a multiple of it, e.g. "0.005" of KG; null: sold by pieces.' })
  measureStep!: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Asked instead while the promo runs.' })
  promoPrice!: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'The promo runs from then; null: at once.' })
  promoStartsAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'The promo runs until then; null: without end.' })
  promoEndsAt!: Date | null;

  @Field(() => Boolean, { description: 'Whether it is on menus, unless an outlet says otherwise.' })
  active!: boolean;

  @Field(() => Boolean, { description: 'Worth showing first.' })
  popular!: boolean;

  @Field(() => Boolean, { description: 'Whether each outlet counts its stock.' })
  trackStock!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Code of the station that makes it, which each outlet has for itself; NONE: no kitchen makes it; null: as its category.',
  })
  stationCode!: string | null;

  @Field(() => String, { nullable: true, description: "Decides its tax; null: the default group of the outlet's tax regime." })
  taxGroup!: string | null;

  @Field(() => Int, { description: 'Products of a category come in this order.' })
  sortOrder!: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the product was archived: no outlet sells it any more; null: in use.' })
  archivedAt!: Date | null;
}

@ObjectType('Category', { implements: Node, description: "A section of the brand's catalogue, for staff.", simpleResolvers: true })
export class CategoryType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'For guests and staff.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'For guests.' })
  description!: string | null;

  @Field(() => Int, { description: 'Categories come in this order.' })
  sortOrder!: number;

  @Field(() => Boolean, { description: 'Whether it is on menus.' })
  active!: boolean;

  @Field(() => String, {
    nullable: true,
    description: "Code of the station that makes its products, unless they name one; NONE: no kitchen makes them; null: the outlet's default.",
  })
  stationCode!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the category was archived: no menu shows it any more; null: in use.' })
  archivedAt!: Date | null;
}
