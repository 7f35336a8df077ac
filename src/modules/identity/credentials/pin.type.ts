import { Field, InputType } from '../../../kernel/graphql/decorators.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { UserType } from '../model/user.type.ts';

@InputType({
  description:
    'Approval of this one request by a user of the tenant who may do it alone and reaches the outlet: username and either PIN or password. From the fifth ' +
    'wrong PIN of an account on, the next from the same device or user must wait: one second, then twice as long each time.',
})
export class ApprovalInput {
  @Field(() => String, {
    description: 'Username of the user who approves, 2 to 64 characters; letter case does not count. The e-mail address is not accepted.',
  })
  username!: string;

  @Field(() => String, { nullable: true, description: 'PIN of 4 to 8 digits.' })
  pin?: string | null;

  @Field(() => String, { nullable: true, description: 'Password instead of the PIN, 10 to 200 characters; letter case counts.' })
  password?: string | null;
}

@InputType({ description: 'A PIN for the caller.' })
export class SetMyPinInput {
  @Field(() => String, { description: 'Present password, 10 to 200 characters, which proves who the caller is.' })
  currentPassword!: string;

  @Field(() => String, { description: 'PIN of 4 to 8 digits; not one digit repeated, not counting up or down.' })
  pin!: string;
}

export const SetMyPinPayload = payloadType('SetMyPin', { user: () => UserType });
