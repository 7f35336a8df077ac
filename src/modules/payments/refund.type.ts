import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { connectionTypes } from '../../kernel/connection.type.ts';
import { shared } from '../../kernel/descriptions.ts';
import { Node } from '../../kernel/node.type.ts';
import { DateScalar, DateTimeScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { PaymentMethod } from './payment.entity.ts';
import { RefundEffect, RefundStatus } from './refund.entity.ts';

registerEnumType(RefundStatus, {
  name: 'RefundStatus',
  description: 'Where a refund stands at its provider.',
  valuesConfig: {
    PENDING: { description: 'Not decided yet; the provider is asked again.' },
    SUCCEEDED: { description: 'Given back.' },
    FAILED: { description: 'The provider refused: nothing was given back.' },
    CANCELLED: { description: 'Called off: nothing was given back.' },
  },
});
registerEnumType(RefundEffect, {
  name: 'RefundEffect',
  description: 'What becomes of the debt that the payment had settled.',
  valuesConfig: {
    RETURN: { description: 'Given back for good; nothing is due again.' },
    REOPEN: { description: 'The guest pays otherwise: it is due again.' },
    NONE: { description: 'It had settled nothing, e.g. it came too late.' },
  },
});

@ObjectType('Refund', { implements: Node, description: 'Money given back of one payment. Cash given = amount + rounding.', simpleResolvers: true })
export class RefundType {
  @Field(() => ID, { description: 'Opaque; the idempotency key at the provider.' })
  id!: string;

  @Field(() => ID, { description: 'The order.' })
  orderId!: string;

  @Field(() => PaymentMethod, { description: 'How: as it was paid, or in CASH.' })
  method!: PaymentMethod;

  @Field(() => RefundStatus, { description: 'Where it stands.' })
  status!: RefundStatus;

  @Field(() => RefundEffect, { description: 'What becomes of the debt.' })
  effect!: RefundEffect;

  @Field(() => MoneyScalar, { description: 'Of the payment.' })
  amount!: number;

  @Field(() => MoneyScalar, { description: 'Cash rounding, may be negative; 0 of everything else.' })
  rounding!: number;

  @Field(() => String, { description: 'Why, as staff said.' })
  reason!: string;

  @Field(() => String, { nullable: true, description: "The provider's own number." })
  providerReference!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it failed, as the provider says.' })
  failureReason!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      "The outlet's business date on which the money was given back; until then, on which the refund was begun. Null: made by a server of an earlier release.",
  })
  businessDate!: string | null;

  @Field(() => DateTimeScalar, { description: shared.createdAt })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the money was given back.' })
  settledAt!: Date | null;
}

@InputType({ description: 'Pays an order with what a guest has left of a late payment.' })
export class PayWithCreditInput {
  @Field(() => ID, { description: 'The order to pay.' })
  orderId!: string;

  @Field(() => ID, { description: 'The late payment that is kept as a credit, of any order in reach.' })
  paymentId!: string;

  @Field(() => MoneyScalar, { nullable: true, description: 'Debt to settle; default: what is due, as far as the credit reaches.' })
  amount?: number | null;
}

export const refundConnection = connectionTypes(() => RefundType, { name: 'Refund', one: 'A refund', page: 'A page of refunds, newest first.' });

@InputType({ description: 'Which refunds; all that is set must hold.' })
export class RefundFilter {
  @Field(() => ID, { nullable: true, description: 'Of one outlet.' })
  outletId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of one order.' })
  orderId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The refund with this number, e.g. ORD-20261130-MTG0001-R1, or all of the order with this number; case does not count.',
  })
  number?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Given back on this business date; of those that are pending, begun on it.' })
  businessDate?: string | null;

  @Field(() => [RefundStatus], { nullable: true, description: 'In any of these states.' })
  status?: RefundStatus[] | null;

  @Field(() => [PaymentMethod], { nullable: true, description: 'Given back in any of these ways.' })
  method?: PaymentMethod[] | null;
}
