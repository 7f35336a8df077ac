import { Extensions, Field, ID, InputType, Int } from '../../../kernel/graphql/decorators.ts';
import { ONE_OF } from '../../../kernel/values/one-of.ts';
import { MoneyScalar } from '../../../kernel/values/scalars.ts';
import { ApprovalInput } from '../../identity/index.ts';
import { OrderCommandInput } from '../model/order-command.input.type.ts';

/** A price change of a placed order. */
@InputType()
class PriceCommand extends OrderCommandInput {
  @Field(() => ApprovalInput, { nullable: true, description: 'Approval of a manager, required below MANAGER.' })
  approval?: ApprovalInput | null;
}

@Extensions(ONE_OF)
@InputType({ description: 'How much a discount takes off: a rate or an amount.' })
export class DiscountValueInput {
  @Field(() => Int, {
    nullable: true,
    description: 'Rate in basis points of what is left after promotions and the discounts before it, 1 to 10000: 1000 = 10 %.',
  })
  rate?: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'An amount in minor units, more than 0; more than is left is refused.' })
  amount?: number | null;
}

const VALUE = { nullable: true, description: 'How much is taken off; needed, unless one of the deprecated fields rate and amount is sent.' } as const;
const USE_VALUE = 'Use `value`, of which exactly one field is sent.';

@InputType({ description: 'A discount of the staff on a basket: either rate or amount.' })
export class StaffDiscountInput {
  @Field(() => Int, { nullable: true, description: 'Index of the line in `lines`, from 0; null: the whole order.' })
  line?: number | null;

  @Field(() => DiscountValueInput, VALUE)
  value?: DiscountValueInput | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Rate in basis points of what is left after promotions and the discounts before it, 1 to 10000: 1000 = 10 %.',
    deprecationReason: USE_VALUE,
  })
  rate?: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Amount in minor units, more than 0; more than is left is refused.', deprecationReason: USE_VALUE })
  amount?: number | null;

  @Field(() => String, { description: 'Reason of the discount, 3 to 200 characters; printed on the receipt and kept in the audit log.' })
  reason!: string;
}

@InputType({ description: 'A price that staff set instead of the menu.' })
export class PriceOverrideInput {
  @Field(() => MoneyScalar, {
    description:
      'Price of one unit with its modifiers in minor units, 0 or more; it may be more than the menu asks. For a product that is sold by measure: price of ' +
      'all that is measured.',
  })
  unitPrice!: number;

  @Field(() => String, { description: 'Reason of the price, 3 to 200 characters; kept in the audit log.' })
  reason!: string;
}

@InputType({ description: 'A discount of the staff on a placed order: either rate or amount. At most 20 per order.' })
export class DiscountOrderInput extends PriceCommand {
  @Field(() => ID, { nullable: true, description: 'UUID of the only line that it is for; null: the whole order.' })
  lineId?: string | null;

  @Field(() => DiscountValueInput, VALUE)
  value?: DiscountValueInput | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Rate in basis points of what is left after promotions and the discounts before it, 1 to 10000: 1000 = 10 %.',
    deprecationReason: USE_VALUE,
  })
  rate?: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Amount in minor units, more than 0; more than is left is refused.', deprecationReason: USE_VALUE })
  amount?: number | null;

  @Field(() => String, { description: 'Reason of the discount, 3 to 200 characters; printed on the receipt and kept in the audit log.' })
  reason!: string;
}

@InputType({ description: 'A discount of the staff to take back.' })
export class RemoveDiscountInput extends PriceCommand {
  @Field(() => ID, { description: 'UUID of the discount: `id` of an entry of `Order.discounts`, of source MANUAL.' })
  discountId!: string;
}

@InputType({ description: 'Another unit price for a line of a placed order.' })
export class OverridePriceInput extends PriceCommand {
  @Field(() => ID, { description: 'UUID of the line.' })
  lineId!: string;

  @Field(() => MoneyScalar, {
    description:
      'Price of one unit with its modifiers in minor units, 0 or more; it may be more than the menu asks. For a product that is sold by measure: price of ' +
      'all that is measured.',
  })
  unitPrice!: number;

  @Field(() => String, { description: 'Reason of the price, 3 to 200 characters; kept in the audit log.' })
  reason!: string;
}
