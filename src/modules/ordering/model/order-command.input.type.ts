import { Field, ID, InputType, Int } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';

@InputType({ description: 'A command on one order.' })
export class OrderCommandInput {
  @Field(() => ID, { description: shared.orderId })
  orderId!: string;

  @Field(() => Int, { nullable: true, description: shared.seenVersion })
  version?: number | null;
}
