import { Field, ID, InputType, Int } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { DateTimeScalar, MoneyScalar } from '../../../kernel/values/scalars.ts';
import { OutletType } from '../../tenancy/index.ts';
import { ProductType } from '../model/catalogue.type.ts';

@InputType({
  description: 'A product or an option to take off ("86") at one outlet, or to bring back. KITCHEN and above. Exactly one of productId and optionId.',
})
export class SetAvailabilityInput {
  @Field(() => ID, { description: shared.outletId })
  outletId!: string;

  @Field(() => ID, { nullable: true, description: 'UUID of a product that the outlet sells.' })
  productId?: string | null;

  @Field(() => ID, { nullable: true, description: 'UUID of an option of such a product.' })
  optionId?: string | null;

  @Field(() => Boolean, { description: 'False: takes it off. True: brings it back.' })
  available!: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant in the future at which it returns by itself; only with available: false.' })
  until?: Date | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Minutes from now after which it returns by itself, 1 to 10080 (a week), with available: false and without until; the clock of the device does not count.',
  })
  minutes?: number | null;
}

export const SetAvailabilityPayload = payloadType('SetAvailability', {
  menuVersion: { type: () => Int, description: "Version of the outlet's menu now; null when the mutation failed." },
  outlet: { type: () => OutletType, description: 'The outlet; null when the mutation failed.' },
});

@InputType({ description: 'A correction of the stock: exactly one of delta and counted.' })
export class AdjustStockInput {
  @Field(() => ID, { description: 'UUID of the outlet whose stock it is.' })
  outletId!: string;

  @Field(() => ID, { description: 'UUID of a product that tracks stock.' })
  productId!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'Number of pieces that came, negative for pieces that went; for a product that is sold by measure in thousandths of its unit: -250 of KG is 0.25 kg less.',
  })
  delta?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of pieces that are there, 0 to 1000000000; for a product that is sold by measure in thousandths of its unit: 12500 of KG is 12.5 kg.',
  })
  counted?: number | null;

  @Field(() => String, { nullable: true, description: 'Reason of the correction, kept in the ledger; at most 200 characters.' })
  reason?: string | null;
}

export const AdjustStockPayload = payloadType('AdjustStock', { product: () => ProductType });

@InputType({ description: 'Overrides of a product at one outlet; null clears an override.' })
export class SetProductOverrideInput {
  @Field(() => ID, { description: shared.outletId })
  outletId!: string;

  @Field(() => ID, { description: 'UUID of a product that the outlet sells.' })
  productId!: string;

  @Field(() => MoneyScalar, { nullable: true, description: 'Price at the outlet in minor units, 0 to 1000000000000; null: the price of the product.' })
  price?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'True: the outlet has the product on its menu. Null: as the product says.' })
  active?: boolean | null;
}

export const SetProductOverridePayload = payloadType('SetProductOverride', { product: () => ProductType });
