import { Arg, Authorized, Ctx, Extensions, Mutation, Resolver, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { command } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { approvalOf, requireApprovalSent, withoutApproval } from '../../identity/index.ts';
import { Payment, RecordWithholdingPayload } from '../../payments/index.ts';
import { recordWithholding } from './record-withholding.ts';
import { RecordWithholdingInput } from './record-withholding.type.ts';

@Resolver()
export class RecordWithholdingResolver {
  @Mutation(() => RecordWithholdingPayload, {
    description:
      'Records the certificate of a business buyer for tax that the buyer withholds, as a payment of the order. MANAGER, or CASHIER with an approval.',
  })
  @Authorized('TAKE_CASH')
  @Extensions({ onlyField: true })
  recordWithholding(
    @Ctx() ctx: Context,
    @Arg('input', () => RecordWithholdingInput) input: RecordWithholdingInput,
  ): Promise<ValueOf<typeof RecordWithholdingPayload>> {
    const approval = approvalOf(ctx, input.approval);
    const about = {
      input: withoutApproval(input),
      prepare: approval,
      authorize: (): void => requireApprovalSent(ctx, 'DISCOUNT', approval),
      of: Payment,
      payload: (payment: Payment) => ({ payment }),
    };
    return command(ctx, { ...about, field: 'recordWithholding', run: () => recordWithholding(ctx, input, approval) });
  }
}
