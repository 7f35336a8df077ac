import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { SortDirection } from '../../kernel/page.ts';
import { DateTimeRangeInput, MoneyRangeInput } from '../../kernel/range.type.ts';
import { PaymentSortKey } from './find-payments.ts';
import { PaymentMethod, PaymentStatus } from './payment.entity.ts';

registerEnumType(PaymentSortKey, {
  name: 'PaymentSortKey',
  description: 'What a list of payments is sorted by.',
  valuesConfig: {
    CREATED_AT: { description: 'When the payment was begun.' },
    AMOUNT: { description: 'Debt that the payment settles.' },
  },
});

@InputType({ description: 'How a list of payments is sorted. A cursor is good for the order in which it was given only.' })
export class PaymentOrder {
  @Field(() => PaymentSortKey, { description: 'What the list is sorted by.' })
  key!: PaymentSortKey;

  @Field(() => SortDirection, {
    nullable: true,
    defaultValue: 'DESC',
    description: 'Direction of the list; default DESC, e.g. the newest or the largest first.',
  })
  direction?: SortDirection | null;
}

@InputType({ description: 'Which payments; all conditions that are set must hold.' })
export class PaymentFilter {
  @Field(() => ID, { nullable: true, description: 'Payments of one outlet.' })
  outletId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Payments of one order.' })
  orderId?: string | null;

  @Field(() => [PaymentStatus], {
    nullable: true,
    description: 'Payments in one of these states, e.g. UNDER_REVIEW and PAID_LATE: what waits for a decision.',
  })
  status?: PaymentStatus[] | null;

  @Field(() => [PaymentMethod], { nullable: true, description: 'Payments with one of these methods.' })
  method?: PaymentMethod[] | null;

  @Field(() => String, { nullable: true, description: 'Payments that this provider moved, e.g. cash or midtrans.' })
  provider?: string | null;

  @Field(() => DateTimeRangeInput, { nullable: true, description: 'Payments begun in this time.' })
  createdAt?: DateTimeRangeInput | null;

  @Field(() => MoneyRangeInput, { nullable: true, description: 'Payments whose amount lies in this range.' })
  amount?: MoneyRangeInput | null;

  @Field(() => Boolean, { nullable: true, description: 'True: only payments of which something is left as a credit.' })
  hasCredit?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'True: only payments that belong to no shift, e.g. cash taken after the drawer was counted.' })
  withoutShift?: boolean | null;
}
