import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { Role } from './user.entity.ts';
import { Session } from './user.type.ts';

@ObjectType({ description: 'Somebody who may sign in at a till by PIN.', simpleResolvers: true })
export class TillStaff {
  @Field(() => ID, { description: 'Of the user.' })
  id!: string;

  @Field(() => String, { description: 'For people.' })
  name!: string;

  @Field(() => String, { description: 'For pinSignIn.' })
  username!: string;

  @Field(() => Role, { description: 'What they may do.' })
  role!: Role;
}

@InputType({ description: 'Who signs in at the calling till.' })
export class PinSignInInput {
  @Field(() => String, { description: 'As in tillStaff; case does not count.' })
  username!: string;

  @Field(() => String, { description: '4 to 8 digits. From the fifth wrong one on, the next must wait: one second, then twice as long each time.' })
  pin!: string;
}

@ObjectType({ description: 'Answer of pinSignIn.', simpleResolvers: true })
export class PinSignInPayload {
  @Field(() => Session, { nullable: true, description: 'The session; null when the mutation failed.' })
  session?: Session | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
