import { Field, ID, InputType } from 'type-graphql';
import { payloadType } from '../../kernel/payload.type.ts';
import { MoneyScalar } from '../../kernel/scalars.ts';
import { ApprovalInput } from '../identity/index.ts';
import { RefundType } from '../payments/index.ts';
import { OrderFee } from './refund.ts';
import { RefundLineInput } from './refund.type.ts';

@InputType({
  description:
    'Gives money of a payment back: an amount, or lines and fees, or none of these for all that is left of the payment. Never more than is left of it, nor of a line, a fee or the order: REFUND_EXCEEDS_PAID with details.left.',
})
export class RefundPaymentInput {
  @Field(() => ID, { description: 'The payment.' })
  paymentId!: string;

  @Field(() => MoneyScalar, { nullable: true, description: 'Shared out over all lines and fees that are left.' })
  amount?: number | null;

  @Field(() => [RefundLineInput], { nullable: true, defaultValue: [], description: 'At most 250.' })
  lines?: RefundLineInput[] | null;

  @Field(() => [OrderFee], { nullable: true, defaultValue: [], description: 'Given back as a whole, each once; at most 3.' })
  fees?: OrderFee[] | null;

  @Field(() => String, { description: '1 to 200 characters; kept in the audit log.' })
  reason!: string;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True: what is given back is due again, because the guest pays otherwise or the payment was mistyped. False: it is given back for good and is not due again. ' +
      'Default: true while some of the order is still due and neither lines, fees nor restock are named; else false. True is not possible with lines, fees or restock.',
  })
  reopen?: boolean | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Gives back in cash what was paid otherwise. Cash needs an open shift.' })
  cash?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Units of products that track stock go back on sale: those of the lines, or all that are left when nothing of the order is.',
  })
  restock?: boolean | null;

  @Field(() => ApprovalInput, { nullable: true, description: 'Needed below MANAGER.' })
  approval?: ApprovalInput | null;
}

export const RefundPaymentPayload = payloadType('RefundPayment', { refund: () => RefundType });
