import { Field, ID, InputType, Int } from '../../../kernel/graphql/decorators.ts';
import { MeasureUnit } from '../../../kernel/graphql/measure.type.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { DateTimeScalar, MeasureScalar, MoneyScalar } from '../../../kernel/values/scalars.ts';
import { ProductType } from '../model/catalogue.type.ts';
import { CreateModifierGroupInput } from '../model/category-and-group.type.ts';

@InputType({ description: 'A new product of the catalogue.' })
export class CreateProductInput {
  @Field(() => ID, { description: 'UUID of its category.' })
  categoryId!: string;

  @Field(() => String, { description: 'Stock keeping unit, 1 to 64 characters, unique in the brand.' })
  sku!: string;

  @Field(() => String, { description: 'Name of the product, 1 to 120 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Description for guests, at most 2,000 characters; it may have several lines.' })
  description?: string | null;

  @Field(() => String, { nullable: true, description: 'Address of a picture: http or https, at most 2000 characters.' })
  imageUrl?: string | null;

  @Field(() => MoneyScalar, { description: 'Price in minor units for one of soldBy, e.g. for one piece or for 1 kg; 0 to 1000000000000.' })
  price!: number;

  @Field(() => MeasureUnit, {
    nullable: true,
    defaultValue: 'PIECE',
    description: 'Unit that it is sold by: PIECE, or the unit that its price is for. A product that is sold by measure is ordered with OrderLineInput.measure.',
  })
  soldBy?: MeasureUnit | null;

  @Field(() => MeasureScalar, {
    nullable: true,
    description: 'Step of the measures in orders, which are multiples of it, 0.001 to 999, e.g. "0.005" for steps of 5 g of KG. Default: 0.001. Not for PIECE.',
  })
  measureStep?: string | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description:
      'Price in minor units while the promo runs, at most the regular price. It is refused when an allowed choice of options would cost less than 0.',
  })
  promoPrice?: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which the promo begins; null: at once.' })
  promoStartsAt?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which the promo ends; null: it has no end.' })
  promoEndsAt?: Date | null;

  @Field(() => ID, { nullable: true, description: 'UUID of the outlet that the product belongs to; null: all outlets sell it (TENANT_OWNER).' })
  outletId?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Code of the station that makes it, at most 20 upper-case letters, digits, - and _; each outlet has its own station with this code. NONE: no kitchen ' +
      'makes it. Null: the station of its category.',
  })
  stationCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Tax group, at most 20 characters: EXEMPT, or a group that a tax regime of the brand has a rate for. Null: the default group of the outlet's regime.",
  })
  taxGroup?: string | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'True: each outlet counts its stock.' })
  trackStock?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Opening stock of each outlet that sells it, 0 to 1000000000 pieces; for a product that is sold by measure in thousandths of its unit: 12500 of KG is 12.5 kg.',
  })
  stockQuantity?: number | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'True: clients show the product as popular.' })
  popular?: boolean | null;

  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'Place of the product in its category, -1000000 to 1000000; lower numbers come first.' })
  sortOrder?: number | null;

  @Field(() => [ID], { nullable: true, description: 'UUIDs of the shared groups that it offers, in this order; at most 20 groups in all.' })
  modifierGroupIds?: string[] | null;

  @Field(() => [CreateModifierGroupInput], {
    nullable: true,
    description: 'Groups that belong to the product, after the shared ones; at most 20 groups in all.',
  })
  modifierGroups?: CreateModifierGroupInput[] | null;
}

export const CreateProductPayload = payloadType('CreateProduct', { product: () => ProductType });

@InputType({ description: 'Changes of a product: only the fields that are sent change; null clears.' })
export class UpdateProductInput {
  @Field(() => ID, { description: 'UUID of the product.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Name of the product, 1 to 120 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Description for guests, at most 2,000 characters; it may have several lines.' })
  description?: string | null;

  @Field(() => String, { nullable: true, description: 'Address of a picture: http or https, at most 2000 characters.' })
  imageUrl?: string | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Price in minor units for one of soldBy, e.g. for one piece or for 1 kg; 0 to 1000000000000.' })
  price?: number | null;

  @Field(() => MeasureUnit, {
    nullable: true,
    description: 'Unit that it is sold by: PIECE, or the unit that its price is for. Another unit is a CONFLICT while an outlet has stock of it.',
  })
  soldBy?: MeasureUnit | null;

  @Field(() => MeasureScalar, {
    nullable: true,
    description: 'Step of the measures in orders, which are multiples of it, 0.001 to 999, e.g. "0.005" for steps of 5 g of KG. Null: 0.001. Not for PIECE.',
  })
  measureStep?: string | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description:
      'Price in minor units while the promo runs, at most the regular price; null: no promo. It is refused when an allowed choice of options would cost less than 0.',
  })
  promoPrice?: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which the promo begins; null: at once.' })
  promoStartsAt?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which the promo ends; null: it has no end.' })
  promoEndsAt?: Date | null;

  @Field(() => ID, { nullable: true, description: 'UUID of its category.' })
  categoryId?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Code of the station that makes it, at most 20 upper-case letters, digits, - and _; each outlet has its own station with this code. NONE: no kitchen ' +
      'makes it. Null: the station of its category.',
  })
  stationCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Tax group, at most 20 characters: EXEMPT, or a group that a tax regime of the brand has a rate for. Null: the default group of the outlet's regime.",
  })
  taxGroup?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'True: the product is on menus, unless an outlet has an override.' })
  active?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'True: clients show the product as popular.' })
  popular?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'True: each outlet counts its stock; a stock that was never counted is 0.' })
  trackStock?: boolean | null;

  @Field(() => Int, { nullable: true, description: 'Place of the product in its category, -1000000 to 1000000; lower numbers come first.' })
  sortOrder?: number | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'UUIDs of the shared groups that it offers, in this order; at most 20 groups in all. The groups that belong to the product stay, after them.',
  })
  modifierGroupIds?: string[] | null;
}

export const UpdateProductPayload = payloadType('UpdateProduct', { product: () => ProductType });
