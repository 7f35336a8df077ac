import { isArchived, setArchived } from '../../../kernel/request/archive.ts';
import { afterCommit, type Context, tenantOf } from '../../../kernel/request/context.ts';
import { lockRow } from '../../../kernel/request/lock-row.ts';
import { notFound, RequestError } from '../../../kernel/values/errors.ts';
import { isId } from '../../tenancy/index.ts';
import { invalidateAllAccess } from '../access/access-state.ts';
import { endSessions } from '../access/end-sessions.ts';
import { voidProofs } from '../model/mailbox-proof.ts';
import { realmOf } from '../model/realm.ts';
import { User } from '../model/user.entity.ts';
import { manageableUser } from './update-user.ts';

interface OneId {
  readonly id: string;
}

/** Archives an account: its sessions end, tills do not list it any more, and its orders, shifts and audit records keep its name. */
export async function archiveUser(ctx: Context, { id }: OneId): Promise<User> {
  const user = await lockedUser(ctx, id);
  if (user.id === ctx.session.userId) throw new RequestError('FORBIDDEN', 'You cannot archive yourself.');
  if (isArchived(user)) return user;
  // All access checks use `active`.
  user.active = false;
  await setArchived(ctx, user, true, archivedUser(user), { active: false });
  await ctx.em.flush();
  await voidProofs(ctx, user.id, user.email ?? null);
  await endSessions(ctx, realmOf(tenantOf(ctx)), user, { reason: 'The account was archived.' });
  afterCommit(ctx, () => invalidateAllAccess(ctx.services));
  return user;
}

/** Reactivates an archived account, with the password, PIN and outlets that it had. */
export async function unarchiveUser(ctx: Context, { id }: OneId): Promise<User> {
  const user = await lockedUser(ctx, id);
  if (!isArchived(user)) return user;
  user.active = true;
  await setArchived(ctx, user, false, archivedUser(user), { active: true });
  return user;
}

async function lockedUser(ctx: Context, id: string): Promise<User> {
  if (!isId(id) || !(await lockRow(ctx, User, id))) throw notFound('User', ['id']);
  return manageableUser(ctx, id);
}

function archivedUser({ outlet }: User): { readonly entityType: 'User'; readonly outletId: string | null } {
  return { entityType: 'User', outletId: outlet?.id ?? null };
}
