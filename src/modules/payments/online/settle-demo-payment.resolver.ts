import { Arg, Authorized, Ctx, Mutation, Resolver, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { mutationPayload } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { settleDemoPayment } from './settle-demo-payment.ts';
import { SettleDemoPaymentInput, SettleDemoPaymentPayload } from './settle-demo-payment.type.ts';

@Resolver()
export class SettleDemoPaymentResolver {
  @Mutation(() => SettleDemoPaymentPayload, {
    description: 'Acts as the customer of a payment at the demo gateway, which moves no money; it is refused in production. Everybody.',
  })
  @Authorized('ORDER_BY_TOKEN')
  settleDemoPayment(
    @Ctx() ctx: Context,
    @Arg('input', () => SettleDemoPaymentInput) input: SettleDemoPaymentInput,
  ): Promise<ValueOf<typeof SettleDemoPaymentPayload>> {
    return mutationPayload(
      ctx,
      () => settleDemoPayment(ctx, input),
      (payment) => ({ payment }),
    );
  }
}
