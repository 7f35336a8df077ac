import { Field, ID, InputType, Int } from 'type-graphql';

@InputType({ description: 'A command on one order.' })
export class OrderCommandInput {
  @Field(() => ID, { description: 'The order.' })
  orderId!: string;

  @Field(() => Int, { nullable: true, description: 'The version the client saw; a newer one is STALE_VERSION.' })
  version?: number | null;
}
