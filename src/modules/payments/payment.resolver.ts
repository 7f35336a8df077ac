import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { command } from '../../kernel/command.ts';
import type { Context } from '../../kernel/context.ts';
import { CurrencyType, currencyOf } from '../../kernel/currency.type.ts';
import { payCash } from './pay-cash.ts';
import { Payment } from './payment.entity.ts';
import { PayCashInput, PaymentPayload, PaymentType, RecordWithholdingInput } from './payment.type.ts';
import { recordWithholding } from './record-withholding.ts';

@Resolver(() => PaymentType)
export class PaymentResolver {
  @Mutation(() => PaymentPayload, { description: 'Takes cash for an order. CASHIER.' })
  @Authorized('TAKE_CASH')
  payCash(@Ctx() ctx: Context, @Arg('input', () => PayCashInput) input: PayCashInput): Promise<unknown> {
    return command(ctx, { field: 'payCash', input, of: Payment, run: () => payCash(ctx, input), payload: (payment) => ({ payment }) });
  }

  @Mutation(() => PaymentPayload, { description: "Takes a business buyer's certificate of tax that it withholds, as a tender. CASHIER." })
  @Authorized('TAKE_CASH')
  recordWithholding(@Ctx() ctx: Context, @Arg('input', () => RecordWithholdingInput) input: RecordWithholdingInput): Promise<unknown> {
    return command(ctx, { field: 'recordWithholding', input, of: Payment, run: () => recordWithholding(ctx, input), payload: (payment) => ({ payment }) });
  }

  @FieldResolver(() => CurrencyType, { description: "The order's." })
  currency(@Root() payment: Payment): CurrencyType {
    return currencyOf(payment.currency);
  }
}
