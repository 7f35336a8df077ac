import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { ErrorCode } from './failure.ts';
import { JsonScalar } from './scalars.ts';

registerEnumType(ErrorCode, { name: 'ErrorCode', description: 'Stable codes; new ones may be added.' });

@ObjectType({ description: 'A failure that a client can act on. Faults of the request or the server come as top-level errors instead.', simpleResolvers: true })
export class UserError {
  @Field(() => ErrorCode, { description: 'What kind of failure.' })
  code!: ErrorCode;

  @Field(() => [String], { nullable: true, description: 'Path into the input, e.g. ["lines", "2", "productId"].' })
  field!: string[] | null;

  @Field(() => String, { description: 'For people: what is wrong and what would be right.' })
  message!: string;

  @Field(() => JsonScalar, { nullable: true, description: 'Facts for the client, e.g. { "available": 3 }.' })
  details!: Record<string, unknown> | null;
}
