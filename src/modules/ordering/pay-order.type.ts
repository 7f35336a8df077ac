import { Extensions, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { payloadType } from '../../kernel/payload.type.ts';
import { DateTimeScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { CaptureMode, PaymentActionType, PaymentMethod, PaymentStatus } from '../payments/index.ts';

/** Never published itself: what both ways of starting a payment ask for. */
@InputType()
class PaymentWishesInput {
  @Field(() => PaymentMethod, { description: 'QRIS, CARD, EWALLET or BANK_TRANSFER.' })
  method!: PaymentMethod;

  @Field(() => MoneyScalar, { nullable: true, description: 'Debt to settle; default: all that is due and not being paid already.' })
  amount?: number | null;

  @Field(() => String, { nullable: true, description: 'Of a transfer or a virtual account, e.g. BCA; at most 20 characters.' })
  bank?: string | null;

  @Field(() => String, { nullable: true, description: 'Of an EWALLET payment, e.g. GOPAY, DANA, TELEBIRR; at most 20 characters.' })
  wallet?: string | null;

  @Field(() => String, { nullable: true, description: "A card, as the provider's own client has made a token of it; single use." })
  cardToken?: string | null;

  @Field(() => Boolean, { nullable: true, description: "Opens the provider's own page, where the customer chooses." })
  hostedPage?: boolean | null;

  @Field(() => String, { nullable: true, description: 'For the provider; at most 100 characters.' })
  customerName?: string | null;

  @Field(() => String, { nullable: true, description: 'For the provider; at most 254 characters.' })
  customerEmail?: string | null;

  @Field(() => String, { nullable: true, description: 'For the provider and wallets that ask for it; at most 40 characters.' })
  customerPhone?: string | null;

  @Field(() => String, { nullable: true, description: 'Where the customer comes back to from a page of the provider; http or https.' })
  returnUrl?: string | null;
}

@InputType({
  description:
    'Starts a payment through a provider. While an attempt with the same method and amount is open, it is given again: tapped twice it is one payment. Another open attempt is a CONFLICT with its id in details.paymentId.',
})
export class StartPaymentInput extends PaymentWishesInput {
  @Field(() => ID, { description: 'The order.' })
  orderId!: string;

  @Field(() => String, { nullable: true, description: 'E.g. midtrans; default: the account that is set up for the method.' })
  provider?: string | null;

  @Field(() => CaptureMode, { nullable: true, description: 'When authorised money is taken; default AUTOMATIC.' })
  captureMode?: CaptureMode | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Minutes until its time runs out, 1 to 10080; default 15 for QRIS and EWALLET, 30 for CARD, 1440 for BANK_TRANSFER.',
  })
  expiresInMinutes?: number | null;
}

@InputType({ description: 'Starts a payment of the order whose token the guest has.' })
export class PayByTokenInput extends PaymentWishesInput {
  @Field(() => String, { description: "The order's." })
  token!: string;
}

@InputType({ description: 'Calls off a payment of the order whose token the guest has.' })
export class CancelByTokenInput {
  @Field(() => String, { description: "The order's." })
  token!: string;

  @Field(() => ID, { description: 'As payByToken answered it.' })
  paymentId!: string;
}

@Extensions({ guest: true })
@ObjectType({ description: 'A payment as a guest with the token of its order sees it.', simpleResolvers: true })
export class TrackedPayment {
  @Field(() => ID, { description: 'Opaque.' })
  id!: string;

  @Field(() => PaymentMethod, { description: 'With what.' })
  method!: PaymentMethod;

  @Field(() => PaymentStatus, { description: 'Its state.' })
  status!: PaymentStatus;

  @Field(() => MoneyScalar, { description: 'Debt settled by it.' })
  amount!: number;

  @Field(() => PaymentActionType, { nullable: true, description: 'What the guest has to act on.' })
  action!: PaymentActionType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its time runs out.' })
  expiresAt!: Date | null;
}

/** Never published itself: what the commands on one payment ask. */
@InputType()
abstract class PaymentCommand {
  @Field(() => ID, { description: 'The payment.' })
  paymentId!: string;
}

@InputType({ description: 'A payment to call off.' })
export class CancelPaymentInput extends PaymentCommand {}

@InputType({ description: 'A payment to ask the provider about.' })
export class CheckPaymentInput extends PaymentCommand {}

export const PayByTokenPayload = payloadType('PayByToken', { payment: () => TrackedPayment }, { guest: true });
export const CancelByTokenPayload = payloadType('CancelByToken', { payment: () => TrackedPayment }, { guest: true });
