import { Field, ID, InputType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { MoneyScalar } from '../../../kernel/values/scalars.ts';
import { ApprovalInput } from '../../identity/index.ts';
import { RefundType } from '../../payments/index.ts';
import { OrderFee } from './refund.ts';
import { RefundLineInput } from './refund.type.ts';

@InputType({
  description:
    'A refund of a payment: an amount, or lines and fees, or none of these for all that is left of the payment. More than is left of the payment, a line, ' +
    'a fee or the order is refused: REFUND_EXCEEDS_PAID with details.left.',
})
export class RefundPaymentInput {
  @Field(() => ID, { description: shared.paymentId })
  paymentId!: string;

  @Field(() => MoneyScalar, { nullable: true, description: 'Amount to refund in minor units, shared out over all lines and fees that are left.' })
  amount?: number | null;

  @Field(() => [RefundLineInput], { nullable: true, defaultValue: [], description: 'Lines to refund, at most 250.' })
  lines?: RefundLineInput[] | null;

  @Field(() => [OrderFee], { nullable: true, defaultValue: [], description: 'Fees to refund, each as a whole and once; at most 3.' })
  fees?: OrderFee[] | null;

  @Field(() => String, { description: 'Reason of the refund, 1 to 200 characters; kept in the audit log.' })
  reason!: string;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True: the refunded amount is due again, because the guest pays in another way or the payment was mistyped. False: it is refunded for good and is not ' +
      'due again. Default: true while some of the order is still due and neither lines, fees nor restock are named; else false. True is not possible with ' +
      'lines, fees or restock.',
  })
  reopen?: boolean | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'True: refunds in cash what was paid in another way. Cash needs an open shift.' })
  cash?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'True: units of products that track stock go back on sale: those of the lines, or all that are left when no amount of the order is left.',
  })
  restock?: boolean | null;

  @Field(() => ApprovalInput, { nullable: true, description: 'Approval of a manager, required below MANAGER.' })
  approval?: ApprovalInput | null;
}

export const RefundPaymentPayload = payloadType('RefundPayment', { refund: () => RefundType });
