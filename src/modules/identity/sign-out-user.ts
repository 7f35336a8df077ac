import { type Context, tenantOf } from '../../kernel/context.ts';
import { endSessions } from './end-sessions.ts';
import { realmOf } from './realm.ts';
import { manageableUser } from './update-user.ts';
import type { User } from './user.entity.ts';

/** Ends all sessions of somebody whom the caller may manage: of a lost telephone, say. They may sign in again. */
export async function signOutUser(ctx: Context, { userId }: { readonly userId: string }): Promise<User> {
  const user = await manageableUser(ctx, userId, ['userId']);
  await endSessions(ctx, realmOf(tenantOf(ctx)), user);
  return user;
}
