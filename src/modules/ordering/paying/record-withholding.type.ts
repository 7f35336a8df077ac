import { Field, ID, InputType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { MoneyScalar } from '../../../kernel/values/scalars.ts';
import { ApprovalInput } from '../../identity/index.ts';

@InputType({
  description:
    'A certificate of tax that a business buyer withholds and pays to the tax office itself. The total and its taxes stay as they are. At most what the ' +
    'tax regime of the ' +
    'outlet lets a buyer withhold: its rate of the total without tax and tip, above its threshold; else AMOUNT_MISMATCH with details.max.',
})
export class RecordWithholdingInput {
  @Field(() => ID, { description: shared.orderId })
  orderId!: string;

  @Field(() => MoneyScalar, {
    description:
      'Amount that the certificate settles, in minor units, from 1; at most what is due and what may be withheld, less certificates recorded before.',
  })
  amount!: number;

  @Field(() => String, {
    description:
      'Number on the certificate, 1 to 64 characters. Each certificate counts once in the brand, without regard to its case, spaces and punctuation; else CONFLICT.',
  })
  certificateNumber!: string;

  @Field(() => ApprovalInput, { nullable: true, description: 'Approval of a manager, required below MANAGER.' })
  approval?: ApprovalInput | null;
}
