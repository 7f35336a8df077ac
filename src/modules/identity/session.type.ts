import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Node } from '../../kernel/node.type.ts';
import { payloadType } from '../../kernel/payload.type.ts';
import { DateTimeScalar } from '../../kernel/scalars.ts';
import { UserType } from './user.type.ts';

@ObjectType('UserSession', { implements: Node, description: 'One sign-in of somebody, for as long as it goes on.', simpleResolvers: true })
export class UserSessionType {
  @Field(() => ID, { description: 'Opaque.' })
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

const REVOKED = { revoked: { type: () => Int, says: 'How many ended; null when it failed.' } };

export const RevokeSessionPayload = payloadType('RevokeSession', REVOKED);
export const RevokeOtherSessionsPayload = payloadType('RevokeOtherSessions', REVOKED);

@InputType({ description: 'Whose sessions end.' })
export class SignOutUserInput {
  @Field(() => ID, { description: 'The user.' })
  userId!: string;
}

export const SignOutUserPayload = payloadType('SignOutUser', { user: () => UserType });
