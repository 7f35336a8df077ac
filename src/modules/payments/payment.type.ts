import { Extensions, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { DateTimeScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { PaymentMethod, PaymentStatus } from './payment.entity.ts';

registerEnumType(PaymentMethod, {
  name: 'PaymentMethod',
  description: 'With what somebody pays.',
  valuesConfig: {
    CASH: { description: 'Coins and notes.' },
    QRIS: { description: 'Indonesian QR payment.' },
    CARD: { description: 'Credit or debit card.' },
    EWALLET: { description: 'Electronic wallet.' },
    BANK_TRANSFER: { description: 'Transfer to an account.' },
    GIFT_CARD: { description: 'Prepaid value.' },
    POINTS: { description: 'Loyalty points as money.' },
    WITHHOLDING: { description: 'Tax that the buyer pays for the seller.' },
  },
});
registerEnumType(PaymentStatus, {
  name: 'PaymentStatus',
  description: 'State of a payment.',
  valuesConfig: {
    PENDING: { description: 'Begun.' },
    REQUIRES_ACTION: { description: 'The customer has to act.' },
    AUTHORIZED: { description: 'Reserved, not captured.' },
    UNDER_REVIEW: { description: 'Something does not fit; a person decides.' },
    UNKNOWN: { description: "The provider's answer was lost; it is asked again." },
    PAID: { description: 'Settled.' },
    PAID_LATE: { description: 'Settled after its time.' },
    FAILED: { description: 'Refused.' },
    CANCELLED: { description: 'Called off.' },
    EXPIRED: { description: 'Its time ran out.' },
    PARTIALLY_REFUNDED: { description: 'A part was given back.' },
    REFUNDED: { description: 'All was given back.' },
    CHARGED_BACK: { description: 'Taken back by the bank.' },
  },
});

@Extensions({ guest: false })
@ObjectType('PaymentAction', { description: 'What the customer has to act on.', simpleResolvers: true })
export class PaymentActionType {
  @Field(() => String, { nullable: true, description: 'Payload of a QR code to show.' })
  qrString?: string | null;

  @Field(() => String, { nullable: true, description: 'Page to send the customer to.' })
  redirectUrl?: string | null;

  @Field(() => String, { nullable: true, description: "For the provider's own client." })
  clientSecret?: string | null;
}

@ObjectType('Payment', { description: 'One tender of an order.', simpleResolvers: true })
export class PaymentType {
  @Field(() => ID, { description: 'Opaque.' })
  id!: string;

  @Field(() => PaymentMethod, { description: 'With what.' })
  method!: PaymentMethod;

  @Field(() => String, { description: 'Who moved the money, e.g. cash.' })
  provider!: string;

  @Field(() => PaymentStatus, { description: 'Its state.' })
  status!: PaymentStatus;

  @Field(() => MoneyScalar, { description: 'Debt settled by it.' })
  amount!: number;

  @Field(() => MoneyScalar, { description: 'Cash rounding of this leg, may be negative. Cash taken = amount + rounding = tendered − change.' })
  rounding!: number;

  @Field(() => MoneyScalar, { description: 'Given back of it.' })
  refunded!: number;

  @Field(() => String, { nullable: true, description: "The provider's own number." })
  providerReference!: string | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Cash only.' })
  tendered!: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Cash only.' })
  change!: number | null;

  @Field(() => PaymentActionType, { nullable: true, description: 'QR payload, redirect URL or client secret, when the customer has to act.' })
  action!: PaymentActionType | null;

  @Field(() => DateTimeScalar, { description: 'When it was begun.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its time runs out.' })
  expiresAt!: Date | null;
}

@InputType({
  description:
    "Takes cash. `amount` defaults to what is due. Only the leg that brings due to 0 is rounded; an earlier part must be a multiple of the outlet's step, else AMOUNT_MISMATCH.",
})
export class PayCashInput {
  @Field(() => ID, { description: 'The order.' })
  orderId!: string;

  @Field(() => MoneyScalar, { nullable: true, description: 'Debt to settle; default: all that is due.' })
  amount?: number | null;

  @Field(() => MoneyScalar, { description: 'What the guest hands over.' })
  tendered!: number;
}

@InputType({ description: 'A certificate of tax that a business buyer withholds and pays to the tax office itself. The total and its taxes stay as they are.' })
export class RecordWithholdingInput {
  @Field(() => ID, { description: 'The order.' })
  orderId!: string;

  @Field(() => MoneyScalar, { description: 'Debt settled by it, at most what is due; calculateTax tells how much a regime lets a buyer withhold.' })
  amount!: number;

  @Field(() => String, { description: '1 to 64 characters, as on the certificate.' })
  certificateNumber!: string;
}

@ObjectType({ description: 'Answer of the mutations that take payments.', simpleResolvers: true })
export class PaymentPayload {
  @Field(() => PaymentType, { nullable: true, description: 'Null when it failed.' })
  payment?: PaymentType | null;

  @Field(() => [UserError], { description: 'Empty on success.' })
  userErrors!: UserError[];
}
