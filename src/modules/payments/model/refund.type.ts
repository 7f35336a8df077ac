import { connectionTypes } from '../../../kernel/graphql/connection.type.ts';
import { Field, ID, InputType, ObjectType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { Node } from '../../../kernel/graphql/node.type.ts';
import { DateScalar, DateTimeScalar, MoneyScalar } from '../../../kernel/values/scalars.ts';
import { PaymentMethod } from './payment-method.ts';
import { RefundEffect, RefundStatus } from './refund.entity.ts';

registerEnumType(RefundStatus, {
  name: 'RefundStatus',
  description: 'Status of a refund at its provider.',
  valuesConfig: {
    PENDING: { description: 'The provider has not decided yet; the server asks again.' },
    SUCCEEDED: { description: 'The money was refunded.' },
    FAILED: { description: 'The provider refused: nothing was refunded.' },
    CANCELLED: { description: 'The refund was cancelled: nothing was refunded.' },
  },
});
registerEnumType(RefundEffect, {
  name: 'RefundEffect',
  description: 'Effect of a refund on the debt that the payment had settled.',
  valuesConfig: {
    RETURN: { description: 'The money is refunded for good; nothing is due again.' },
    REOPEN: { description: 'The amount is due again: the guest pays in another way.' },
    NONE: { description: 'The payment had settled nothing, e.g. because it came too late.' },
  },
});

@ObjectType('Refund', { implements: Node, description: 'Money that is refunded of one payment. Cash given = amount + rounding.', simpleResolvers: true })
export class RefundType {
  @Field(() => ID, { description: 'UUID of the refund; it is also the idempotency key at the provider.' })
  id!: string;

  @Field(() => ID, { description: shared.orderId })
  orderId!: string;

  @Field(() => PaymentMethod, { description: 'Means of the refund: that of the payment, or CASH.' })
  method!: PaymentMethod;

  @Field(() => RefundStatus, { description: 'Status of the refund.' })
  status!: RefundStatus;

  @Field(() => RefundEffect, { description: 'Effect of the refund on the debt.' })
  effect!: RefundEffect;

  @Field(() => MoneyScalar, { description: 'Refunded amount of the payment, in minor units.' })
  amount!: number;

  @Field(() => MoneyScalar, { description: 'Cash rounding in minor units, which may be negative; 0 for other methods.' })
  rounding!: number;

  @Field(() => String, { description: 'Reason of the refund, in the words of the staff.' })
  reason!: string;

  @Field(() => String, { nullable: true, description: 'Number of the refund at the provider.' })
  providerReference!: string | null;

  @Field(() => String, { nullable: true, description: 'Reason why the refund failed, in the words of the provider.' })
  failureReason!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'Business date of the outlet on which the money was refunded; until then, the date on which the refund was begun. Null for a refund of a server of an ' +
      'earlier release.',
  })
  businessDate!: string | null;

  @Field(() => DateTimeScalar, { description: shared.createdAt })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which the money was refunded.' })
  settledAt!: Date | null;
}

@InputType({ description: "A payment of an order with what is left of a guest's late payment." })
export class PayWithCreditInput {
  @Field(() => ID, { description: 'UUID of the order to pay.' })
  orderId!: string;

  @Field(() => ID, { description: 'UUID of the late payment that is kept as a credit, of any order that the caller can reach.' })
  paymentId!: string;

  @Field(() => MoneyScalar, { nullable: true, description: 'Amount to settle in minor units; default: what is due, as far as the credit reaches.' })
  amount?: number | null;
}

export const refundConnection = connectionTypes(() => RefundType, { name: 'Refund', one: 'A refund', page: 'A page of refunds, newest first.' });

@InputType({ description: 'Conditions for a list of refunds; a refund meets all that are set.' })
export class RefundFilter {
  @Field(() => ID, { nullable: true, description: 'Refunds of one outlet.' })
  outletId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Refunds of one order.' })
  orderId?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Refund with this number, at most 68 characters, e.g. ORD-20261130-MTG0001-R1, or all refunds of the order with this number; letter case does not count.',
  })
  number?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Refunds given on this business date; pending ones count for the date on which they were begun.' })
  businessDate?: string | null;

  @Field(() => [RefundStatus], { nullable: true, description: 'Refunds with any of these statuses.' })
  status?: RefundStatus[] | null;

  @Field(() => [PaymentMethod], { nullable: true, description: 'Refunds given by any of these means.' })
  method?: PaymentMethod[] | null;
}
