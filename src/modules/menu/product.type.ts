import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { MeasureUnit } from '../../kernel/measure.type.ts';
import { DateTimeScalar, MeasureScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { ProductType } from './catalogue.type.ts';
import { CreateModifierGroupInput } from './category-and-group.type.ts';

@InputType({ description: 'A new product.' })
export class CreateProductInput {
  @Field(() => ID, { description: 'The category it stands in.' })
  categoryId!: string;

  @Field(() => String, { description: '1 to 64 characters, unique in the tenant.' })
  sku!: string;

  @Field(() => String, { description: '1 to 120 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'For guests; at most 2,000 characters.' })
  description?: string | null;

  @Field(() => String, { nullable: true, description: 'http or https address.' })
  imageUrl?: string | null;

  @Field(() => MoneyScalar, { description: 'Of one of soldBy, e.g. of one piece or of 1 kg; 0 or more.' })
  price!: number;

  @Field(() => MeasureUnit, {
    nullable: true,
    defaultValue: 'PIECE',
    description: 'By what it is sold: PIECE, or the unit that its price is for one of. What is measured is ordered with OrderLineInput.measure.',
  })
  soldBy?: MeasureUnit | null;

  @Field(() => MeasureScalar, {
    nullable: true,
    description: 'Orders measure a multiple of it, 0.001 to 999, e.g. "0.005" for steps of 5 g of KG. Default: 0.001. Not for PIECE.',
  })
  measureStep?: string | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'At most the price; asked instead while the promo runs. Refused where an allowed choice of options would cost less than 0.',
  })
  promoPrice?: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Null: at once.' })
  promoStartsAt?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Null: without end.' })
  promoEndsAt?: Date | null;

  @Field(() => ID, { nullable: true, description: 'Null: all outlets (TENANT_OWNER).' })
  outletId?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Station by its code, which each outlet has for itself: upper-case letters, digits, - and _. NONE: no kitchen makes it. Null: as its category.',
  })
  stationCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "EXEMPT, or a tax group that a tax regime of the brand has a rate for. Null: the default group of the outlet's regime.",
  })
  taxGroup?: string | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Whether each outlet counts its stock.' })
  trackStock?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Opening stock of each outlet that sells it, in pieces; of a product that is measured in thousandths of its unit: 12500 of KG is 12.5 kg.',
  })
  stockQuantity?: number | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Worth showing first.' })
  popular?: boolean | null;

  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'Products of a category come in this order.' })
  sortOrder?: number | null;

  @Field(() => [ID], { nullable: true, description: 'Shared groups that it offers, in this order; at most 20 groups in all.' })
  modifierGroupIds?: string[] | null;

  @Field(() => [CreateModifierGroupInput], { nullable: true, description: 'Groups of its own, behind the shared ones.' })
  modifierGroups?: CreateModifierGroupInput[] | null;
}

@ObjectType({ description: 'Answer of createProduct.', simpleResolvers: true })
export class CreateProductPayload {
  @Field(() => ProductType, { nullable: true, description: 'The product; null when the mutation failed.' })
  product?: ProductType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Changes of a product: only the fields that are sent change; null clears.' })
export class UpdateProductInput {
  @Field(() => ID, { description: 'The product.' })
  id!: string;

  @Field(() => String, { nullable: true, description: '1 to 120 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'For guests; at most 2,000 characters.' })
  description?: string | null;

  @Field(() => String, { nullable: true, description: 'http or https address.' })
  imageUrl?: string | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Of one of soldBy, e.g. of one piece or of 1 kg; 0 or more.' })
  price?: number | null;

  @Field(() => MeasureUnit, {
    nullable: true,
    description: 'By what it is sold: PIECE, or the unit that its price is for one of. Another unit is a CONFLICT while an outlet has stock of it.',
  })
  soldBy?: MeasureUnit | null;

  @Field(() => MeasureScalar, {
    nullable: true,
    description: 'Orders measure a multiple of it, 0.001 to 999, e.g. "0.005" for steps of 5 g of KG. Null: 0.001. Not for PIECE.',
  })
  measureStep?: string | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'At most the price; null: no promo. Refused where an allowed choice of options would cost less than 0.',
  })
  promoPrice?: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Null: at once.' })
  promoStartsAt?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Null: without end.' })
  promoEndsAt?: Date | null;

  @Field(() => ID, { nullable: true, description: 'The category it stands in.' })
  categoryId?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Station by its code, which each outlet has for itself: upper-case letters, digits, - and _. NONE: no kitchen makes it. Null: as its category.',
  })
  stationCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "EXEMPT, or a tax group that a tax regime of the brand has a rate for. Null: the default group of the outlet's regime.",
  })
  taxGroup?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is on menus, unless an outlet says otherwise.' })
  active?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Worth showing first.' })
  popular?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether each outlet counts its stock; what was never counted is none.' })
  trackStock?: boolean | null;

  @Field(() => Int, { nullable: true, description: 'Products of a category come in this order.' })
  sortOrder?: number | null;

  @Field(() => [ID], { nullable: true, description: 'The shared groups that it offers from now on, in this order; its own stay, behind them.' })
  modifierGroupIds?: string[] | null;
}

@ObjectType({ description: 'Answer of updateProduct.', simpleResolvers: true })
export class UpdateProductPayload {
  @Field(() => ProductType, { nullable: true, description: 'The product; null when the mutation failed.' })
  product?: ProductType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
