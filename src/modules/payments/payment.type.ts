import { Extensions, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { connectionTypes } from '../../kernel/connection.type.ts';
import { shared } from '../../kernel/descriptions.ts';
import { Node } from '../../kernel/node.type.ts';
import { DateTimeScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { CaptureMode, PaymentMethod, PaymentStatus, ReviewReason } from './payment.entity.ts';
import { PaymentDecision } from './review-payment.ts';

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

registerEnumType(CaptureMode, {
  name: 'CaptureMode',
  description: 'When authorised money is taken.',
  valuesConfig: { AUTOMATIC: { description: 'At once.' }, MANUAL: { description: 'By capturePayment.' } },
});
registerEnumType(ReviewReason, {
  name: 'ReviewReason',
  description: 'Why a person has to look at a payment.',
  valuesConfig: {
    AMOUNT: { description: 'The provider tells another amount.' },
    CURRENCY: { description: 'The provider tells another currency.' },
    REFERENCE: { description: "The provider's payment is another one's." },
    PROVIDER: { description: 'The provider itself is in doubt.' },
  },
});
registerEnumType(PaymentDecision, {
  name: 'PaymentDecision',
  description: 'What a person decides on a payment that does not fit, or came too late.',
  valuesConfig: {
    ACCEPT: { description: 'What was taken counts for the order; not more than is due.' },
    REFUND: { description: 'What was taken is given back.' },
    CREDIT: { description: 'The guest keeps what was taken as a credit.' },
    REJECT: { description: 'Nothing was taken: the payment failed. UNDER_REVIEW only.' },
  },
});

@Extensions({ guest: true })
@ObjectType('PaymentAction', { description: 'What the customer has to act on.', simpleResolvers: true })
export class PaymentActionType {
  @Field(() => String, { nullable: true, description: 'Payload of a QR code to show.' })
  qrString?: string | null;

  @Field(() => String, { nullable: true, description: 'Page to send the customer to.' })
  @Extensions({ secret: true })
  redirectUrl?: string | null;

  @Field(() => String, { nullable: true, description: 'Picture of that code, where the provider draws it.' })
  qrImageUrl?: string | null;

  @Field(() => String, { nullable: true, description: "Opens the customer's wallet on a phone." })
  @Extensions({ secret: true })
  deeplinkUrl?: string | null;

  @Field(() => String, { nullable: true, description: "For the provider's own client." })
  @Extensions({ secret: true })
  clientSecret?: string | null;

  @Field(() => String, { nullable: true, description: "Public key for the provider's own client." })
  publicKey?: string | null;

  @Field(() => String, { nullable: true, description: 'Of a transfer: the bank.' })
  bank?: string | null;

  @Field(() => String, { nullable: true, description: 'Of a transfer: the account, or the key of the bill.' })
  accountNumber?: string | null;

  @Field(() => String, { nullable: true, description: 'Of a transfer: whose bill it is, where the bank asks for it.' })
  billerCode?: string | null;
}

@ObjectType('Payment', { implements: Node, description: 'One tender of an order.', simpleResolvers: true })
export class PaymentType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => ID, { description: 'Whose debt it settles.' })
  orderId!: string;

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

  @Field(() => CaptureMode, { description: 'When authorised money is taken.' })
  captureMode!: CaptureMode;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the money was taken.' })
  settledAt!: Date | null;

  @Field(() => DateTimeScalar, { description: shared.createdAt })
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

  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'Debt to settle; default: all that is due. Of several guests each but the last pays `cash.total` of splitQuote, the last leaves it out.',
  })
  amount?: number | null;

  @Field(() => MoneyScalar, {
    description:
      'What the guest hands over: at least what is taken, at most 100 times that, or 10000000 if that is more; else AMOUNT_MISMATCH with details.max.',
  })
  tendered!: number;
}

@InputType({ description: 'Takes authorised money.' })
export class CapturePaymentInput {
  @Field(() => ID, { description: 'AUTHORIZED.' })
  paymentId!: string;

  @Field(() => MoneyScalar, { nullable: true, description: 'Default: all that is authorised. The rest is given free.' })
  amount?: number | null;
}

@InputType({ description: 'A payment to act on.' })
export class PaymentCommandInput {
  @Field(() => ID, { description: 'The payment.' })
  paymentId!: string;
}

@InputType({ description: 'What a manager decides on a payment that is UNDER_REVIEW or PAID_LATE.' })
export class ReviewPaymentInput {
  @Field(() => ID, { description: 'The payment.' })
  paymentId!: string;

  @Field(() => PaymentDecision, { description: 'What becomes of the money.' })
  decision!: PaymentDecision;

  @Field(() => String, { description: '1 to 200 characters; kept in the audit log.' })
  reason!: string;
}

@ObjectType({ description: 'Answer of the mutations that take payments.', simpleResolvers: true })
export class PaymentPayload {
  @Field(() => PaymentType, { nullable: true, description: 'The payment; null when the mutation failed.' })
  payment?: PaymentType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

export const paymentConnection = connectionTypes(() => PaymentType, { name: 'Payment', one: 'A payment', page: 'A page of payments.' });
