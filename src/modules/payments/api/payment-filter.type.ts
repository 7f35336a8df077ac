import { Field, ID, InputType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { DateTimeRangeInput, MoneyRangeInput } from '../../../kernel/graphql/range.type.ts';
import { SortDirection } from '../../../kernel/lists/page.ts';
import { PaymentStatus } from '../model/payment.entity.ts';
import { PaymentMethod } from '../model/payment-method.ts';
import { PaymentSortKey } from './find-payments.ts';

registerEnumType(PaymentSortKey, {
  name: 'PaymentSortKey',
  description: 'Value that a list of payments is sorted by.',
  valuesConfig: {
    CREATED_AT: { description: 'Instant at which the payment was begun.' },
    AMOUNT: { description: 'Amount that the payment settles, in minor units.' },
  },
});

@InputType({ description: 'Sorting of a list of payments. A cursor is valid only with the sorting that it was given with.' })
export class PaymentOrder {
  @Field(() => PaymentSortKey, { description: 'Value that the list is sorted by.' })
  key!: PaymentSortKey;

  @Field(() => SortDirection, {
    nullable: true,
    defaultValue: 'DESC',
    description: 'Direction of the list; default DESC, e.g. the newest or the largest first.',
  })
  direction?: SortDirection | null;
}

@InputType({ description: 'Conditions for a list of payments; a payment meets all that are set.' })
export class PaymentFilter {
  @Field(() => ID, { nullable: true, description: 'Payments of one outlet.' })
  outletId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Payments of one order.' })
  orderId?: string | null;

  @Field(() => [PaymentStatus], {
    nullable: true,
    description: 'Payments with one of these statuses, e.g. UNDER_REVIEW and PAID_LATE for those that need a decision.',
  })
  status?: PaymentStatus[] | null;

  @Field(() => [PaymentMethod], { nullable: true, description: 'Payments with one of these methods.' })
  method?: PaymentMethod[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Payments of this provider, one of cash, credit, withholding, demo and the names of paymentProviders, e.g. midtrans.',
  })
  provider?: string | null;

  @Field(() => DateTimeRangeInput, { nullable: true, description: 'Payments begun in this time.' })
  createdAt?: DateTimeRangeInput | null;

  @Field(() => MoneyRangeInput, { nullable: true, description: 'Payments whose amount lies in this range.' })
  amount?: MoneyRangeInput | null;

  @Field(() => Boolean, { nullable: true, description: 'True: only payments with a credit that is not used up.' })
  hasCredit?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'True: only payments that belong to no shift, e.g. cash taken after the drawer was counted.' })
  withoutShift?: boolean | null;
}
