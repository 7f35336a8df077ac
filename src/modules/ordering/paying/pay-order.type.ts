import { Extensions, Field, ID, InputType, Int, ObjectType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { DateTimeScalar, MoneyScalar } from '../../../kernel/values/scalars.ts';
import { CaptureMode, PaymentActionType, PaymentMethod, PaymentStatus } from '../../payments/index.ts';

/** Not published itself: the fields that both ways of starting a payment share. */
@InputType()
class PaymentOptionsInput {
  @Field(() => PaymentMethod, { description: 'Payment method: QRIS, CARD, EWALLET or BANK_TRANSFER.' })
  method!: PaymentMethod;

  @Field(() => MoneyScalar, { nullable: true, description: 'Amount to pay, in minor units; default: all that is due and that no other payment is paying.' })
  amount?: number | null;

  @Field(() => String, { nullable: true, description: 'Bank of a transfer or a virtual account, e.g. BCA; at most 20 characters.' })
  bank?: string | null;

  @Field(() => String, { nullable: true, description: 'Wallet of an EWALLET payment, e.g. GOPAY, DANA, TELEBIRR; at most 20 characters.' })
  wallet?: string | null;

  @Field(() => String, { nullable: true, description: "Single-use token of a card from the provider's own client, at most 500 characters." })
  cardToken?: string | null;

  @Field(() => Boolean, { nullable: true, description: "True: opens the provider's own page, where the customer chooses." })
  hostedPage?: boolean | null;

  @Field(() => String, { nullable: true, description: 'Name of the customer for the provider, at most 100 characters.' })
  customerName?: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address of the customer for the provider, at most 254 characters.' })
  customerEmail?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Phone number of the customer, for the provider and for wallets that ask for it; at most 40 characters.',
  })
  customerPhone?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Address that a page of the provider sends the customer back to: http or https, at most 2000 characters.',
  })
  returnUrl?: string | null;
}

@InputType({
  description:
    'A payment to start through a provider. While an attempt with the same method and amount is open, that attempt is answered: tapping twice makes one ' +
    'payment. Another open attempt is a CONFLICT with its id in details.paymentId.',
})
export class StartPaymentInput extends PaymentOptionsInput {
  @Field(() => ID, { description: shared.orderId })
  orderId!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Name of the payment provider, one of paymentProviders (e.g. midtrans) or demo. Default: the oldest active account for the method, else demo where the server has it.',
  })
  provider?: string | null;

  @Field(() => CaptureMode, { nullable: true, description: 'Time at which authorised money is captured; default AUTOMATIC.' })
  captureMode?: CaptureMode | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Minutes until the payment expires, 1 to 10080; default 15 for QRIS and EWALLET, 30 for CARD, 1440 for BANK_TRANSFER.',
  })
  expiresInMinutes?: number | null;
}

@InputType({ description: 'A payment of an order, by the token that the guest has.' })
export class PayByTokenInput extends PaymentOptionsInput {
  @Field(() => String, { description: 'Token of the order, at most 142 characters.' })
  token!: string;
}

@InputType({ description: 'A payment to cancel, by the token of the order that the guest has.' })
export class CancelByTokenInput {
  @Field(() => String, { description: 'Token of the order, at most 142 characters.' })
  token!: string;

  @Field(() => ID, { description: 'UUID of the payment, as payByToken answered it.' })
  paymentId!: string;
}

@Extensions({ guest: true })
@ObjectType({ description: 'A payment, as the guest who has the token of its order sees it.', simpleResolvers: true })
export class TrackedPayment {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => PaymentMethod, { description: 'Payment method that the guest chose.' })
  method!: PaymentMethod;

  @Field(() => PaymentStatus, { description: 'Status of the payment.' })
  status!: PaymentStatus;

  @Field(() => MoneyScalar, { description: 'Amount that the payment settles, in minor units.' })
  amount!: number;

  @Field(() => PaymentActionType, { nullable: true, description: 'Step that the guest has to take, e.g. a QR code to scan.' })
  action!: PaymentActionType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which the payment expires.' })
  expiresAt!: Date | null;
}

/** Not published itself: the fields that the commands on one payment share. */
@InputType()
abstract class PaymentCommand {
  @Field(() => ID, { description: shared.paymentId })
  paymentId!: string;
}

@InputType({ description: 'A payment to call off.' })
export class CancelPaymentInput extends PaymentCommand {}

@InputType({ description: 'A payment to ask the provider about.' })
export class CheckPaymentInput extends PaymentCommand {}

export const PayByTokenPayload = payloadType('PayByToken', { payment: () => TrackedPayment }, { guest: true });
export const CancelByTokenPayload = payloadType('CancelByToken', { payment: () => TrackedPayment }, { guest: true });
