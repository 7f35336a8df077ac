import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { Node } from '../../kernel/node.type.ts';
import { DateTimeScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { UserType } from './user.type.ts';

@ObjectType('UserSession', { implements: Node, description: 'One sign-in of somebody, for as long as it goes on.', simpleResolvers: true })
export class UserSessionType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => DateTimeScalar, { description: 'When it began. It ends 90 days later, whatever is refreshed.' })
  createdAt!: Date;

  @Field(() => String, { nullable: true, description: 'Address where it began.' })
  ip!: string | null;

  @Field(() => String, { nullable: true, description: 'What the client said of itself then, at most 300 characters.' })
  userAgent!: string | null;

  @Field(() => Boolean, { description: 'Whether it lasts 30 days unused instead of 7.' })
  rememberMe!: boolean;

  @Field(() => ID, { nullable: true, description: 'The till where it began by a PIN; null: it began with a password.' })
  deviceId!: string | null;
}

@InputType({ description: 'Which session ends.' })
export class RevokeSessionInput {
  @Field(() => ID, { description: "One of one's own." })
  sessionId!: string;
}

@ObjectType({ description: 'Answer of revokeSession and revokeOtherSessions.', simpleResolvers: true })
export class RevokeSessionsPayload {
  @Field(() => Int, { nullable: true, description: 'How many ended; null when it failed.' })
  revoked?: number | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Whose sessions end.' })
export class SignOutUserInput {
  @Field(() => ID, { description: 'The user.' })
  userId!: string;
}

@ObjectType({ description: 'Answer of signOutUser.', simpleResolvers: true })
export class SignOutUserPayload {
  @Field(() => UserType, { nullable: true, description: 'The user; null when the mutation failed.' })
  user?: UserType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
