import { connectionTypes } from '../../../kernel/graphql/connection.type.ts';
import { Extensions, Field, ID, InputType, ObjectType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { Node } from '../../../kernel/graphql/node.type.ts';
import { DateTimeScalar, MoneyScalar } from '../../../kernel/values/scalars.ts';
import { CaptureMode, PaymentAlert, PaymentStatus, ReviewReason } from './payment.entity.ts';
import { PaymentDecision } from './payment.status.ts';
import { PaymentMethod } from './payment-method.ts';

registerEnumType(PaymentMethod, {
  name: 'PaymentMethod',
  description: 'Means with which a guest pays.',
  valuesConfig: {
    CASH: { description: 'Cash: coins and notes.' },
    QRIS: { description: 'Indonesian standard of QR payments.' },
    CARD: { description: 'Credit or debit card.' },
    EWALLET: { description: 'Electronic wallet on a phone, e.g. GOPAY.' },
    BANK_TRANSFER: { description: 'Transfer to a bank account.' },
    GIFT_CARD: { description: 'Gift card or other prepaid value.' },
    POINTS: { description: 'Loyalty points that are used as money.' },
    WITHHOLDING: { description: 'Tax that the buyer withholds and pays to the tax office.' },
  },
});
registerEnumType(PaymentStatus, {
  name: 'PaymentStatus',
  description: 'Status of a payment.',
  valuesConfig: {
    PENDING: { description: 'The payment is begun.' },
    REQUIRES_ACTION: { description: 'The customer has to do something, e.g. scan a QR code.' },
    AUTHORIZED: { description: 'The money is reserved and not captured yet.' },
    UNDER_REVIEW: { description: 'Something about the payment does not fit; a person decides.' },
    UNKNOWN: { description: "The provider's answer was lost; the server asks again." },
    PAID: { description: 'The payment is settled.' },
    PAID_LATE: { description: 'The payment was settled after it had expired.' },
    FAILED: { description: 'The payment was refused.' },
    CANCELLED: { description: 'The payment was cancelled.' },
    EXPIRED: { description: 'The payment expired before it was paid.' },
    PARTIALLY_REFUNDED: { description: 'A part of the payment was refunded.' },
    REFUNDED: { description: 'All of the payment was refunded.' },
    CHARGED_BACK: { description: 'The bank took the money back.' },
  },
});

registerEnumType(CaptureMode, {
  name: 'CaptureMode',
  description: 'Time at which authorised money is captured.',
  valuesConfig: { AUTOMATIC: { description: 'The money is captured at once.' }, MANUAL: { description: 'The money is captured by capturePayment.' } },
});
registerEnumType(ReviewReason, {
  name: 'ReviewReason',
  description: 'Reason why a person has to look at a payment.',
  valuesConfig: {
    AMOUNT: { description: 'The provider reports another amount.' },
    CURRENCY: { description: 'The provider reports another currency.' },
    REFERENCE: { description: 'The provider reports a payment with another reference.' },
    PROVIDER: { description: 'The provider itself has doubts about the payment.' },
  },
});
registerEnumType(PaymentAlert, {
  name: 'PaymentAlert',
  description: 'Reason for which staff are alerted about a payment. New values may be added.',
  valuesConfig: {
    AMOUNT: { description: 'The provider tells another amount than the payment has.' },
    CURRENCY: { description: 'The provider tells another currency than the payment has.' },
    REFERENCE: { description: 'The provider tells the reference of another payment.' },
    PROVIDER: { description: 'The provider itself is in doubt, e.g. it suspects fraud.' },
    FAILED: { description: 'A payment that was settled has failed: its amount is due again.' },
    CHARGED_BACK: { description: 'The bank of the guest has taken the money back.' },
    PAID_LATE: { description: 'The money came when the order could not take it any more.' },
    REFUND_FAILED: { description: 'The provider refused a refund: the guest has not got the money back.' },
    REFUNDED_TWICE: { description: 'The guest got money back at the till and at the provider, together more than was left.' },
  },
});
registerEnumType(PaymentDecision, {
  name: 'PaymentDecision',
  description: 'Decision of a person on a payment that does not fit, or came too late.',
  valuesConfig: {
    ACCEPT: { description: 'The money that was taken counts for the order, up to what is due.' },
    REFUND: { description: 'The money that was taken is refunded.' },
    CREDIT: { description: 'The guest keeps the money that was taken as a credit.' },
    REJECT: { description: 'Nothing was taken: the payment failed. For UNDER_REVIEW only.' },
  },
});

@Extensions({ guest: true })
@ObjectType('PaymentAction', { description: 'Step that the customer has to take to pay; the fields that the provider needs are set.', simpleResolvers: true })
export class PaymentActionType {
  @Field(() => String, { nullable: true, description: 'Payload of a QR code to show.' })
  qrString?: string | null;

  @Field(() => String, { nullable: true, description: 'Address of a page to send the customer to.' })
  @Extensions({ secret: true })
  redirectUrl?: string | null;

  @Field(() => String, { nullable: true, description: 'Address of a picture of the QR code, where the provider draws it.' })
  qrImageUrl?: string | null;

  @Field(() => String, { nullable: true, description: "Link that opens the customer's wallet on a phone." })
  @Extensions({ secret: true })
  deeplinkUrl?: string | null;

  @Field(() => String, { nullable: true, description: "Secret of the payment for the provider's own client." })
  @Extensions({ secret: true })
  clientSecret?: string | null;

  @Field(() => String, { nullable: true, description: "Public key for the provider's own client." })
  publicKey?: string | null;

  @Field(() => String, { nullable: true, description: 'Bank to transfer to.' })
  bank?: string | null;

  @Field(() => String, { nullable: true, description: 'Number of the account to transfer to, or the key of the bill.' })
  accountNumber?: string | null;

  @Field(() => String, { nullable: true, description: 'Code of the biller for a transfer, where the bank asks for it.' })
  billerCode?: string | null;
}

@ObjectType('Payment', { implements: Node, description: 'A payment of an order by one means.', simpleResolvers: true })
export class PaymentType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => ID, { description: 'UUID of the order that the payment is for.' })
  orderId!: string;

  @Field(() => PaymentMethod, { description: 'Means with which the guest pays.' })
  method!: PaymentMethod;

  @Field(() => String, {
    description: 'Name of the provider that moves the money, e.g. midtrans; cash, credit or withholding for money that no provider moves.',
  })
  provider!: string;

  @Field(() => PaymentStatus, { description: 'Status of the payment.' })
  status!: PaymentStatus;

  @Field(() => MoneyScalar, { description: 'Amount that the payment settles, in minor units.' })
  amount!: number;

  @Field(() => MoneyScalar, {
    description: 'Cash rounding of this payment in minor units, which may be negative. Cash taken = amount + rounding = tendered − change.',
  })
  rounding!: number;

  @Field(() => MoneyScalar, { description: 'Amount of the payment that was refunded, in minor units.' })
  refunded!: number;

  @Field(() => String, { nullable: true, description: 'Number of the payment at the provider.' })
  providerReference!: string | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Cash that the guest handed over, in minor units; null for other methods.' })
  tendered!: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Change that the guest got back, in minor units; null for other methods.' })
  change!: number | null;

  @Field(() => PaymentActionType, { nullable: true, description: 'QR payload, redirect URL or client secret, when the customer has to act; else null.' })
  action!: PaymentActionType | null;

  @Field(() => CaptureMode, { description: 'Time at which authorised money is captured.' })
  captureMode!: CaptureMode;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which the money was taken.' })
  settledAt!: Date | null;

  @Field(() => DateTimeScalar, { description: shared.createdAt })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which the payment expires.' })
  expiresAt!: Date | null;
}

@InputType({
  description:
    "Cash to take for an order. Only the payment that brings the due amount to 0 is rounded; an earlier part must be a multiple of the outlet's step, else " +
    'AMOUNT_MISMATCH.',
})
export class PayCashInput {
  @Field(() => ID, { description: shared.orderId })
  orderId!: string;

  @Field(() => MoneyScalar, {
    nullable: true,
    description:
      'Amount to settle in minor units; default: all that is due. Of several guests each but the last pays `cash.total` of splitQuote; the last sends no amount.',
  })
  amount?: number | null;

  @Field(() => MoneyScalar, {
    description:
      'Cash that the guest hands over, in minor units: at least the amount to pay, at most 100 times that, or 10000000 if that is more; else AMOUNT_MISMATCH ' +
      'with details.max.',
  })
  tendered!: number;
}

@InputType({ description: 'Authorised money to capture.' })
export class CapturePaymentInput {
  @Field(() => ID, { description: 'UUID of an AUTHORIZED payment.' })
  paymentId!: string;

  @Field(() => MoneyScalar, { nullable: true, description: 'Amount to capture in minor units; default: all that is authorised. The rest is released.' })
  amount?: number | null;
}

@InputType({ description: 'Decision of a manager on a payment that is UNDER_REVIEW or PAID_LATE.' })
export class ReviewPaymentInput {
  @Field(() => ID, { description: shared.paymentId })
  paymentId!: string;

  @Field(() => PaymentDecision, { description: 'Decision about the money.' })
  decision!: PaymentDecision;

  @Field(() => String, { description: 'Reason of the decision, 1 to 200 characters; kept in the audit log.' })
  reason!: string;
}

export const paymentConnection = connectionTypes(() => PaymentType, { name: 'Payment', one: 'A payment', page: 'A page of payments.' });
