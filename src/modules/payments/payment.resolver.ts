import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { command } from '../../kernel/command.ts';
import type { Context } from '../../kernel/context.ts';
import { CurrencyType, currencyOf } from '../../kernel/currency.type.ts';
import { payCash } from './pay-cash.ts';
import { Payment } from './payment.entity.ts';
import { PayCashInput, PaymentPayload, PaymentType } from './payment.type.ts';

@Resolver(() => PaymentType)
export class PaymentResolver {
  @Mutation(() => PaymentPayload, { description: 'Takes cash for an order. CASHIER.' })
  @Authorized('TAKE_CASH')
  payCash(@Ctx() ctx: Context, @Arg('input', () => PayCashInput) input: PayCashInput): Promise<unknown> {
    return command(ctx, { field: 'payCash', input, of: Payment, run: () => payCash(ctx, input), payload: (payment) => ({ payment }) });
  }

  @FieldResolver(() => CurrencyType, { description: "The order's." })
  currency(@Root() payment: Payment): CurrencyType {
    return currencyOf(payment.currency);
  }
}
