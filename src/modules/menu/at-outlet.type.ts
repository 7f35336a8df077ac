import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { DateTimeScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { OutletType } from '../tenancy/index.ts';
import { ProductType } from './catalogue.type.ts';

@InputType({ description: '86 a product or an option at one outlet, or bring it back. KITCHEN and above. Exactly one of productId and optionId.' })
export class SetAvailabilityInput {
  @Field(() => ID, { description: 'The outlet.' })
  outletId!: string;

  @Field(() => ID, { nullable: true, description: 'A product that it sells.' })
  productId?: string | null;

  @Field(() => ID, { nullable: true, description: 'An option of such a product.' })
  optionId?: string | null;

  @Field(() => Boolean, { description: 'False: take it off.' })
  available!: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it returns by itself; in the future, with available: false.' })
  until?: Date | null;
}

@ObjectType({ description: 'Answer of setAvailability.', simpleResolvers: true })
export class SetAvailabilityPayload {
  @Field(() => Int, { nullable: true, description: "Version of the outlet's menu now; null when it failed." })
  menuVersion?: number | null;

  @Field(() => OutletType, { nullable: true, description: 'The outlet; null when it failed.' })
  outlet?: OutletType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Exactly one of delta and counted.' })
export class AdjustStockInput {
  @Field(() => ID, { description: 'The outlet whose stock it is.' })
  outletId!: string;

  @Field(() => ID, { description: 'A product that tracks stock.' })
  productId!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Pieces that came, negative: that went. Of a product that is measured thousandths of its unit: -250 of KG is 0.25 kg less.',
  })
  delta?: number | null;

  @Field(() => Int, { nullable: true, description: 'Pieces that are there; of a product that is measured thousandths of its unit: 12500 of KG is 12.5 kg.' })
  counted?: number | null;

  @Field(() => String, { nullable: true, description: 'For the records; at most 200 characters.' })
  reason?: string | null;
}

@ObjectType({ description: 'Answer of adjustStock.', simpleResolvers: true })
export class AdjustStockPayload {
  @Field(() => ProductType, { nullable: true, description: 'The product; null when the mutation failed.' })
  product?: ProductType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Null clears an override.' })
export class SetProductOverrideInput {
  @Field(() => ID, { description: 'The outlet.' })
  outletId!: string;

  @Field(() => ID, { description: 'A product that it sells.' })
  productId!: string;

  @Field(() => MoneyScalar, { nullable: true, description: "The outlet's own price." })
  price?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the outlet has it on its menu.' })
  active?: boolean | null;
}

@ObjectType({ description: 'Answer of setProductOverride.', simpleResolvers: true })
export class SetProductOverridePayload {
  @Field(() => ProductType, { nullable: true, description: 'The product; null when the mutation failed.' })
  product?: ProductType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
