import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { answer, command } from '../../kernel/command.ts';
import type { Context } from '../../kernel/context.ts';
import { type OwnSession, ownSessions, revokeOtherSessions, revokeSession } from './own-sessions.ts';
import { RevokeSessionInput, RevokeSessionsPayload, SignOutUserInput, SignOutUserPayload, UserSessionType } from './session.type.ts';
import { signOutUser } from './sign-out-user.ts';
import { User } from './user.entity.ts';

@Resolver(() => UserSessionType)
export class SessionResolver {
  @Query(() => [UserSessionType], {
    description: "The caller's own sessions that go on, newest first, at most 100. A session by PIN sees those at its till only. Needs a sign-in.",
  })
  @Authorized('OWN_SESSION')
  sessions(@Ctx() ctx: Context): Promise<OwnSession[]> {
    return ownSessions(ctx);
  }

  @Mutation(() => RevokeSessionsPayload, {
    description: "Ends one of the caller's own sessions: its tokens and sockets. A session by PIN ends those at its till only. Needs a sign-in.",
  })
  @Authorized('OWN_SESSION')
  revokeSession(@Ctx() ctx: Context, @Arg('input', () => RevokeSessionInput) input: RevokeSessionInput): Promise<unknown> {
    return answer(
      ctx,
      () => revokeSession(ctx, input),
      (revoked) => ({ revoked }),
    );
  }

  @Mutation(() => RevokeSessionsPayload, {
    description: "Ends the caller's own sessions but the one that asks. A session by PIN ends those at its till only. Needs a sign-in.",
  })
  @Authorized('OWN_SESSION')
  revokeOtherSessions(@Ctx() ctx: Context): Promise<unknown> {
    return answer(
      ctx,
      () => revokeOtherSessions(ctx),
      (revoked) => ({ revoked }),
    );
  }

  @Mutation(() => SignOutUserPayload, {
    description: 'Ends all sessions of a user, who may sign in again. MANAGER for staff of own outlets, TENANT_OWNER for everybody.',
  })
  @Authorized('MANAGE_OUTLET')
  signOutUser(@Ctx() ctx: Context, @Arg('input', () => SignOutUserInput) input: SignOutUserInput): Promise<unknown> {
    return command(ctx, { field: 'signOutUser', input, of: User, run: () => signOutUser(ctx, input), payload: (user) => ({ user }) });
  }
}
