import { Field, ID, InputType, ObjectType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { Role } from '../model/user.entity.ts';
import { Session } from '../model/user.type.ts';

@ObjectType({ description: 'A user who may sign in at a till by PIN.', simpleResolvers: true })
export class TillStaff {
  @Field(() => ID, { description: shared.userId })
  id!: string;

  @Field(() => String, { description: 'Name of the user.' })
  name!: string;

  @Field(() => String, { description: 'Username for pinSignIn.' })
  username!: string;

  @Field(() => Role, { description: 'Role of the user.' })
  role!: Role;
}

@InputType({ description: 'A sign-in at the calling till by PIN.' })
export class PinSignInInput {
  @Field(() => String, { description: 'Username as in tillStaff, 2 to 64 characters; letter case does not count.' })
  username!: string;

  @Field(() => String, { description: 'PIN of 4 to 8 digits. From the fifth wrong one on, the next must wait: one second, then twice as long each time.' })
  pin!: string;
}

export const PinSignInPayload = payloadType('PinSignIn', { session: () => Session });
