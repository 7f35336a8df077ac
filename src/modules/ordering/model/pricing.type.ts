import { Extensions, Field, ID, Int, ObjectType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { MoneyScalar } from '../../../kernel/values/scalars.ts';
import { PromotionReason } from '../../promotions/index.ts';
import { TaxLineType } from '../../tax/index.ts';
import { DiscountSource } from './pricing.ts';

registerEnumType(PromotionReason, {
  name: 'PromotionReason',
  description: 'Reason why a promotion was not applied.',
  valuesConfig: {
    UNKNOWN_CODE: { description: 'No promotion has this code. Guests get this reason also for a code that is not running or has been used up.' },
    INACTIVE: { description: 'The promotion is switched off, has not begun, or is over.' },
    OUTSIDE_HOURS: { description: 'The promotion runs at other hours.' },
    MINIMUM_NOT_REACHED: { description: 'The basket is too small.' },
    NO_MATCHING_ITEM: { description: 'The basket has no item that counts for the promotion.' },
    USED_UP: { description: 'The uses of the promotion are used up.' },
    CUSTOMER_LIMIT: {
      description: 'The guest has used the promotion, or is not known. A quote for a guest does not check the uses of a phone number; placeOrder does.',
    },
    NOT_COMBINABLE: { description: 'Another promotion excludes it.' },
    WRONG_OUTLET: { description: 'The promotion is for other outlets.' },
    WRONG_CHANNEL: { description: 'The promotion is for other channels.' },
    WRONG_SERVICE_MODE: { description: 'The promotion is for other service modes.' },
  },
});
registerEnumType(DiscountSource, {
  name: 'DiscountSource',
  description: 'Source of a discount. Discounts are taken off in this order.',
  valuesConfig: {
    PROMOTION: { description: 'A promotion of the brand.' },
    MANUAL: { description: 'Discount of the staff, with a reason on record.' },
    VOUCHER: { description: 'A discount voucher; a voucher with a money value is a payment instead.' },
    POINTS: { description: 'Loyalty points of a customer.' },
  },
});

@Extensions({ guest: true })
@ObjectType('OrderTotals', {
  description:
    'Amounts of an order or a quote; the same engine prices both. Prices without tax: total = subtotal − discount + serviceCharge + tax + delivery + ' +
    'packaging + tip. Prices with tax: total = subtotal − discount + delivery + packaging + tip, with serviceCharge and tax inside.',
  simpleResolvers: true,
})
export class OrderTotalsType {
  @Field(() => Boolean, { description: 'Whether line totals and subtotal have tax inside.' })
  pricesIncludeTax!: boolean;

  @Field(() => MoneyScalar, { description: 'Sum of the line totals before discounts, in minor units; with tax inside when pricesIncludeTax.' })
  subtotal!: number;

  @Field(() => MoneyScalar, { description: 'Sum of the discounts, in minor units.' })
  discount!: number;

  @Field(() => Int, { description: 'Rate of the service charge in basis points: 500 = 5 %.' })
  serviceChargeRate!: number;

  @Field(() => MoneyScalar, { description: 'Amount that serviceChargeRate was applied to, in minor units.' })
  serviceChargeBase!: number;

  @Field(() => MoneyScalar, { description: 'Service charge of the outlet, in minor units.' })
  serviceCharge!: number;

  @Field(() => MoneyScalar, { description: 'Sum of the taxes, in minor units.' })
  tax!: number;

  @Field(() => [TaxLineType], { description: 'Taxes, one entry per rule, by rate and name.' })
  taxes!: readonly TaxLineType[];

  @Field(() => MoneyScalar, { description: 'Delivery fee, in minor units.' })
  delivery!: number;

  @Field(() => MoneyScalar, { description: 'Part of the tax that is for the delivery fee, in minor units.' })
  deliveryTax!: number;

  @Field(() => MoneyScalar, { description: 'Packaging fee, in minor units.' })
  packaging!: number;

  @Field(() => MoneyScalar, { description: 'Part of the tax that is for the packaging fee, in minor units.' })
  packagingTax!: number;

  @Field(() => MoneyScalar, { description: 'Tip for the staff in minor units, untaxed.' })
  tip!: number;

  @Field(() => MoneyScalar, { description: 'Total in minor units; cash rounding never changes it.' })
  total!: number;
}

@Extensions({ guest: true })
@ObjectType('CashRounding', { description: 'Amount to pay in cash when all that is due is paid in cash at once.', simpleResolvers: true })
export class CashRoundingType {
  @Field(() => MoneyScalar, { description: 'Smallest cash amount in use, in minor units.' })
  step!: number;

  @Field(() => MoneyScalar, { description: 'Amount that rounding adds to what is due, in minor units; it may be negative.' })
  rounding!: number;

  @Field(() => MoneyScalar, { description: 'Amount to hand over in minor units: the due amount with its rounding.' })
  total!: number;
}

@Extensions({ guest: true })
@ObjectType('DiscountShare', { description: 'Part of a discount that is taken off one line.', simpleResolvers: true })
export class DiscountShareType {
  @Field(() => Int, { description: 'Index of the line in `lines`, from 0.' })
  line!: number;

  @Field(() => MoneyScalar, { description: 'Amount taken off the line, in minor units.' })
  amount!: number;
}

/** An amount taken off an order, and the lines it lowers. */
@ObjectType()
class SharedOut {
  @Field(() => MoneyScalar, { description: 'Amount taken off, in minor units.' })
  amount!: number;

  @Field(() => [DiscountShareType], { description: 'Lines that the discount lowers; their amounts sum to `amount`.' })
  lines!: readonly DiscountShareType[];
}

@Extensions({ guest: true })
@ObjectType('AppliedDiscount', { description: 'A discount of an order or a quote.', simpleResolvers: true })
export class AppliedDiscountType extends SharedOut {
  @Field(() => DiscountSource, { description: 'Source of the discount.' })
  source!: DiscountSource;

  @Field(() => ID, {
    nullable: true,
    description: 'UUID of this discount in its order: no other order has it, and removeDiscount takes it. Null in a quote, which is not stored.',
  })
  id!: string | null;

  @Field(() => ID, { nullable: true, description: 'UUID of the promotion that gives the discount; null when staff, a voucher or points give it.' })
  promotionId!: string | null;

  @Field(() => String, { description: 'Name of the discount on receipts.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Code that the guest used; null when none was needed.' })
  code!: string | null;
}

@Extensions({ guest: true })
@ObjectType('AppliedPromotion', { description: 'A promotion that lowers the total.', simpleResolvers: true })
export class AppliedPromotionType extends SharedOut {
  @Field(() => ID, {
    nullable: true,
    description: 'UUID of the promotion as this order has it: no other order has it. Null in a quote, which is not stored.',
  })
  id!: string | null;

  @Field(() => ID, { description: 'UUID of the promotion.' })
  promotionId!: string;

  @Field(() => String, { description: 'Name of the promotion for guests.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Code that the guest used; null when the promotion applies by itself.' })
  code!: string | null;
}

@Extensions({ guest: true })
@ObjectType('NotAppliedPromotion', { description: 'A promotion that does not lower the total, with the reason.', simpleResolvers: true })
export class NotAppliedPromotionType {
  @Field(() => ID, { nullable: true, description: 'UUID of the promotion; null when there is no such promotion.' })
  promotionId!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the promotion; null when there is no such promotion.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'Code as it was sent, in upper case; null when the promotion would apply by itself.' })
  code!: string | null;

  @Field(() => PromotionReason, { description: 'Reason why it was not applied.' })
  reason!: PromotionReason;

  @Field(() => String, { description: 'Explanation of the reason for people.' })
  message!: string;

  @Field(() => MoneyScalar, { nullable: true, description: 'Amount that the subtotal lacks, in minor units, for MINIMUM_NOT_REACHED.' })
  missing!: number | null;
}
