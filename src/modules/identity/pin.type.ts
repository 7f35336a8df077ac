import { Field, InputType, ObjectType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { UserType } from './user.type.ts';

@InputType({
  description:
    'Leave of somebody of the tenant who may do it alone and reaches the outlet, for this one request: username and either PIN or password. ' +
    'From the fifth wrong PIN of an account on, the next from the same device or user must wait: one second, then twice as long each time.',
})
export class ApprovalInput {
  @Field(() => String, { description: 'Of who approves; case does not count. Not the e-mail address.' })
  username!: string;

  @Field(() => String, { nullable: true, description: '4 to 8 digits.' })
  pin?: string | null;

  @Field(() => String, { nullable: true, description: 'Instead of the PIN; case counts.' })
  password?: string | null;
}

@InputType({ description: 'A PIN for oneself.' })
export class SetMyPinInput {
  @Field(() => String, { description: 'Proves who asks.' })
  currentPassword!: string;

  @Field(() => String, { description: '4 to 8 digits; not one over and over, not counting up or down.' })
  pin!: string;
}

@ObjectType({ description: 'Answer of setMyPin.', simpleResolvers: true })
export class SetMyPinPayload {
  @Field(() => UserType, { nullable: true, description: 'The user; null when the mutation failed.' })
  user?: UserType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
