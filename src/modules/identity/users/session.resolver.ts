import { Arg, Authorized, type ClassType, Ctx, FieldResolver, Mutation, Query, Resolver, Root, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { command, mutationPayload } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { DateTimeScalar } from '../../../kernel/values/scalars.ts';
import { ownSessions, revokeOtherSessions, revokeSession } from '../access/own-sessions.ts';
import type { Device } from '../model/device.entity.ts';
import { devicesInReach } from '../model/device.repository.ts';
import { DeviceType } from '../model/device.type.ts';
import type { SessionRow } from '../model/realm.ts';
import { User } from '../model/user.entity.ts';
import { RevokeOtherSessionsPayload, RevokeSessionInput, RevokeSessionPayload, SignOutUserInput, SignOutUserPayload, UserSessionType } from './session.type.ts';
import { signOutUser } from './sign-out-user.ts';
import { requireManageable } from './update-user.ts';

@Resolver(() => UserSessionType)
export class SessionResolver {
  @Query(() => [UserSessionType], {
    description: 'Active sessions of the caller, newest first, at most 100. A session by PIN sees only those at its till. Needs a sign-in.',
  })
  @Authorized('OWN_SESSION')
  sessions(@Ctx() ctx: Context): Promise<SessionRow[]> {
    return ownSessions(ctx);
  }

  @Mutation(() => RevokeSessionPayload, {
    description: "Ends one of the caller's own sessions: its tokens and sockets. A session by PIN ends only those at its till. Needs a sign-in.",
  })
  @Authorized('OWN_SESSION')
  revokeSession(@Ctx() ctx: Context, @Arg('input', () => RevokeSessionInput) input: RevokeSessionInput): Promise<ValueOf<typeof RevokeSessionPayload>> {
    return mutationPayload(
      ctx,
      () => revokeSession(ctx, input),
      (revoked) => ({ revoked }),
    );
  }

  @Mutation(() => RevokeOtherSessionsPayload, {
    description: "Ends the caller's own sessions except the present one. A session by PIN ends only those at its till. Needs a sign-in.",
  })
  @Authorized('OWN_SESSION')
  revokeOtherSessions(@Ctx() ctx: Context): Promise<ValueOf<typeof RevokeOtherSessionsPayload>> {
    return mutationPayload(
      ctx,
      () => revokeOtherSessions(ctx),
      (revoked) => ({ revoked }),
    );
  }

  @Mutation(() => SignOutUserPayload, {
    description: 'Ends all sessions of a user, who may sign in again. MANAGER for staff of own outlets, TENANT_OWNER for all users.',
  })
  @Authorized('MANAGE_OUTLET')
  signOutUser(@Ctx() ctx: Context, @Arg('input', () => SignOutUserInput) input: SignOutUserInput): Promise<ValueOf<typeof SignOutUserPayload>> {
    const authorize = (user: User): void => requireManageable(ctx, user, ['userId']);
    return command(ctx, { field: 'signOutUser', input, of: User, run: () => signOutUser(ctx, input), authorize, payload: (user) => ({ user }) });
  }

  @FieldResolver(() => DateTimeScalar, { description: 'Instant at which it last got tokens.' })
  lastUsedAt(@Root() { lastUsedAt, createdAt }: SessionRow): Date {
    return lastUsedAt ?? createdAt;
  }

  @FieldResolver(() => DeviceType, { nullable: true, description: 'Till at which it began by a PIN; null when the caller cannot reach it. MANAGER.' })
  @Authorized('MANAGE_OUTLET')
  device(@Root() { deviceId }: SessionRow, @Ctx() ctx: Context): Promise<Device | null> | null {
    return deviceId == null ? null : devicesInReach(ctx).load(deviceId);
  }

  @FieldResolver(() => Boolean, { description: 'Whether this request belongs to it.' })
  current(@Root() { id }: SessionRow, @Ctx() { session }: Context): boolean {
    return id === session.sessionId;
  }
}

/** The caller's remaining sessions after some have ended. */
function sessionsLeft(payload: ClassType): ClassType {
  @Resolver(() => payload)
  class SessionsLeftResolver {
    @FieldResolver(() => [UserSessionType], {
      nullable: true,
      description: 'Active sessions of the caller now, newest first, at most 100; null when the mutation failed.',
    })
    sessions(@Root() { revoked }: { readonly revoked?: number }, @Ctx() ctx: Context): Promise<SessionRow[]> | null {
      return revoked === undefined ? null : ownSessions(ctx);
    }
  }
  return SessionsLeftResolver;
}

export const revokedSessionsResolvers = [RevokeSessionPayload, RevokeOtherSessionsPayload].map(sessionsLeft);
