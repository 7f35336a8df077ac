import { Extensions, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { MoneyScalar } from '../../kernel/scalars.ts';
import { PromotionReason } from '../promotions/index.ts';
import { TaxLineType } from '../tax/index.ts';
import { DiscountSource } from './pricing.ts';

registerEnumType(PromotionReason, {
  name: 'PromotionReason',
  description: 'Why a promotion was not applied.',
  valuesConfig: {
    UNKNOWN_CODE: { description: 'No promotion has this code. Guests get this reason also for a code that is not running or has been used up.' },
    INACTIVE: { description: 'It is switched off, not begun or over.' },
    OUTSIDE_HOURS: { description: 'It runs at other hours.' },
    MINIMUM_NOT_REACHED: { description: 'The basket is too small.' },
    NO_MATCHING_ITEM: { description: 'Nothing in the basket counts for it.' },
    USED_UP: { description: 'Its uses are spent.' },
    CUSTOMER_LIMIT: {
      description: 'This guest has used it, or is not known. A quote for a guest does not look at what a telephone number has used: placing does.',
    },
    NOT_COMBINABLE: { description: 'Another promotion excludes it.' },
    WRONG_OUTLET: { description: 'Other outlets have it.' },
    WRONG_CHANNEL: { description: 'Other channels have it.' },
    WRONG_SERVICE_MODE: { description: 'Other service modes have it.' },
  },
});
registerEnumType(DiscountSource, {
  name: 'DiscountSource',
  description: 'Who gives a discount; they are taken off in this order.',
  valuesConfig: {
    PROMOTION: { description: "A promotion of the brand's." },
    MANUAL: { description: 'Staff, for a reason that is on record.' },
    VOUCHER: { description: 'A discount voucher. (One with a money value is a tender.)' },
    POINTS: { description: 'Loyalty points.' },
  },
});

@Extensions({ guest: true })
@ObjectType('OrderTotals', {
  description:
    'The same engine prices a quote and an order. Prices without tax: total = subtotal − discount + serviceCharge + tax + delivery + packaging + tip. ' +
    'Prices with tax: total = subtotal − discount + delivery + packaging + tip, with serviceCharge and tax inside.',
  simpleResolvers: true,
})
export class OrderTotalsType {
  @Field(() => Boolean, { description: 'Whether line totals and subtotal have tax inside.' })
  pricesIncludeTax!: boolean;

  @Field(() => MoneyScalar, { description: 'Sum of the line totals, before discounts; with tax inside when pricesIncludeTax.' })
  subtotal!: number;

  @Field(() => MoneyScalar, { description: 'Sum of discounts.' })
  discount!: number;

  @Field(() => Int, { description: 'Basis points: 500 = 5 %.' })
  serviceChargeRate!: number;

  @Field(() => MoneyScalar, { description: 'What serviceChargeRate was applied to.' })
  serviceChargeBase!: number;

  @Field(() => MoneyScalar, { description: "The outlet's service charge." })
  serviceCharge!: number;

  @Field(() => MoneyScalar, { description: 'Sum of taxes.' })
  tax!: number;

  @Field(() => [TaxLineType], { description: 'One per rule, by rate and name.' })
  taxes!: readonly TaxLineType[];

  @Field(() => MoneyScalar, { description: 'Delivery fee.' })
  delivery!: number;

  @Field(() => MoneyScalar, { description: 'The part of tax that is asked of the delivery fee.' })
  deliveryTax!: number;

  @Field(() => MoneyScalar, { description: 'Packaging fee.' })
  packaging!: number;

  @Field(() => MoneyScalar, { description: 'The part of tax that is asked of the packaging fee.' })
  packagingTax!: number;

  @Field(() => MoneyScalar, { description: 'Tip.' })
  tip!: number;

  @Field(() => MoneyScalar, { description: 'Never changed by cash rounding.' })
  total!: number;
}

@Extensions({ guest: true })
@ObjectType('CashRounding', { description: 'What is asked in cash when all of it is paid in cash, at once.', simpleResolvers: true })
export class CashRoundingType {
  @Field(() => MoneyScalar, { description: 'Smallest cash amount in use.' })
  step!: number;

  @Field(() => MoneyScalar, { description: 'Added to what is due, may be negative.' })
  rounding!: number;

  @Field(() => MoneyScalar, { description: 'What is due with its rounding: what to hand over.' })
  total!: number;
}

@Extensions({ guest: true })
@ObjectType('DiscountShare', { description: 'What a discount takes off one line.', simpleResolvers: true })
export class DiscountShareType {
  @Field(() => Int, { description: 'Index into `lines`, from 0.' })
  line!: number;

  @Field(() => MoneyScalar, { description: 'Taken off.' })
  amount!: number;
}

/** What is taken off an order, and off which lines. */
@ObjectType()
class SharedOut {
  @Field(() => MoneyScalar, { description: 'Taken off.' })
  amount!: number;

  @Field(() => [DiscountShareType], { description: 'The lines that it lowers; they sum to the amount.' })
  lines!: readonly DiscountShareType[];
}

@Extensions({ guest: true })
@ObjectType('AppliedDiscount', { description: 'A discount, in the order in which they were taken off.', simpleResolvers: true })
export class AppliedDiscountType extends SharedOut {
  @Field(() => DiscountSource, { description: 'Who gives it.' })
  source!: DiscountSource;

  @Field(() => ID, {
    nullable: true,
    description: 'UUID of this discount in its order: no other order has it, and removeDiscount takes it. Null in a quote, which is kept nowhere.',
  })
  id!: string | null;

  @Field(() => ID, { nullable: true, description: 'UUID of the promotion that gives it; null: staff, a voucher or points give it.' })
  promotionId!: string | null;

  @Field(() => String, { description: 'For receipts.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Null: no code was needed.' })
  code!: string | null;
}

@Extensions({ guest: true })
@ObjectType('AppliedPromotion', { description: 'A promotion that lowers the total.', simpleResolvers: true })
export class AppliedPromotionType extends SharedOut {
  @Field(() => ID, {
    nullable: true,
    description: 'UUID of the promotion as this order has it: no other order has it. Null in a quote, which is kept nowhere.',
  })
  id!: string | null;

  @Field(() => ID, { description: 'UUID of the promotion.' })
  promotionId!: string;

  @Field(() => String, { description: 'For guests.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Null: applied by itself.' })
  code!: string | null;
}

@Extensions({ guest: true })
@ObjectType('NotAppliedPromotion', { description: 'A promotion that does not lower the total, and why.', simpleResolvers: true })
export class NotAppliedPromotionType {
  @Field(() => ID, { nullable: true, description: 'Null when there is no such promotion.' })
  promotionId!: string | null;

  @Field(() => String, { nullable: true, description: 'Null when there is no such promotion.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'As it was sent, in upper case; null: it would apply by itself.' })
  code!: string | null;

  @Field(() => PromotionReason, { description: 'Why not.' })
  reason!: PromotionReason;

  @Field(() => String, { description: 'For people.' })
  message!: string;

  @Field(() => MoneyScalar, { nullable: true, description: 'What the subtotal lacks, for MINIMUM_NOT_REACHED.' })
  missing!: number | null;
}
