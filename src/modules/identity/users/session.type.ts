import { Field, ID, InputType, Int, ObjectType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { Node } from '../../../kernel/graphql/node.type.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { DateTimeScalar } from '../../../kernel/values/scalars.ts';
import { UserType } from '../model/user.type.ts';

@ObjectType('UserSession', { implements: Node, description: 'A session of a user, from the sign-in until it ends.', simpleResolvers: true })
export class UserSessionType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => DateTimeScalar, { description: 'Instant at which the session began. It ends 90 days later at the latest.' })
  createdAt!: Date;

  @Field(() => String, { nullable: true, description: 'Network address that it began from.' })
  ip!: string | null;

  @Field(() => String, { nullable: true, description: 'User agent that the client sent at its beginning, at most 300 characters.' })
  userAgent!: string | null;

  @Field(() => Boolean, { description: 'Whether it lasts 30 days without use instead of 7.' })
  rememberMe!: boolean;

  @Field(() => ID, { nullable: true, description: 'UUID of the till at which it began by a PIN; null when it began with a password.' })
  deviceId!: string | null;
}

@InputType({ description: 'A session to end.' })
export class RevokeSessionInput {
  @Field(() => ID, { description: 'UUID of a session of the caller.' })
  sessionId!: string;
}

const REVOKED = { revoked: { type: () => Int, description: 'Number of sessions that ended; null when the mutation failed.' } };

export const RevokeSessionPayload = payloadType('RevokeSession', REVOKED);
export const RevokeOtherSessionsPayload = payloadType('RevokeOtherSessions', REVOKED);

@InputType({ description: 'A user whose sessions end.' })
export class SignOutUserInput {
  @Field(() => ID, { description: shared.userId })
  userId!: string;
}

export const SignOutUserPayload = payloadType('SignOutUser', { user: () => UserType });
