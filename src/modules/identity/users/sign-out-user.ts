import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { endSessions } from '../access/end-sessions.ts';
import { realmOf } from '../model/realm.ts';
import type { User } from '../model/user.entity.ts';
import { manageableUser } from './update-user.ts';

/** Ends all sessions of a user whom the caller may manage, e.g. after a telephone was lost. The user may sign in again. */
export async function signOutUser(ctx: Context, { userId }: { readonly userId: string }): Promise<User> {
  const user = await manageableUser(ctx, userId, ['userId']);
  await endSessions(ctx, realmOf(tenantOf(ctx)), user);
  return user;
}
