import { memoize } from '../../../kernel/concurrency/memoize.ts';
import { sendMail } from '../../../kernel/mail/send-mail.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { endSessions } from '../access/end-sessions.ts';
import { checkPassword, hashPassword } from '../credentials/password.ts';
import { proveSelf } from '../credentials/prove-self.ts';
import { auditUser } from '../model/audit-user.ts';
import { voidProofs } from '../model/mailbox-proof.ts';
import { type Account, ownRealm } from '../model/realm.ts';
import { User } from '../model/user.entity.ts';

export interface ChangePassword {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** Why sessions end with a password. */
export const PASSWORD_CHANGED = 'The password was changed.';

/** The password as it was proven, and the one that comes in its place. */
export interface PasswordChange {
  readonly oldHash: string;
  readonly newHash: string;
}

/** Both hashes, for whoever has proven to be the caller; made at most once, and not while rows are locked. */
export function hashPasswordChange(ctx: Context, input: ChangePassword): () => Promise<PasswordChange> {
  return memoize(() => provenChange(ctx, input));
}

/**
 * Gives the caller another password. It ends all sessions but this one, and what waits for their mailbox. Of two who
 * change it at the same time one has proven a password that is not the current one any more.
 */
export async function changePassword(ctx: Context, change: () => Promise<PasswordChange>): Promise<Account> {
  const realm = ownRealm(ctx);
  const { oldHash, newHash } = await change();
  const id = ctx.session.userId ?? '';
  const account = await ctx.em.findOneOrFail(realm.users, { id } as never);
  if (account instanceof User) await voidProofs(ctx, id, account.email ?? null);
  const now = ctx.services.clock.now();
  const changed = await ctx.em.nativeUpdate(realm.users, { id, passwordHash: oldHash } as never, { passwordHash: newHash, updatedAt: now } as never);
  if (changed === 0) throw new UserFailure('INVALID_CREDENTIALS', 'The password is wrong.', { field: ['currentPassword'] });
  await endSessions(ctx, realm, account, { except: ctx.session.sessionId, reason: PASSWORD_CHANGED });
  if (account instanceof User) await notifyPasswordChanged(ctx, account);
  return account;
}

/** Writes it down, and mails a notice. */
export async function notifyPasswordChanged(ctx: Context, user: User, by?: { readonly actor: User['role']; readonly userId: string }): Promise<void> {
  await auditUser(ctx, user, { action: 'PASSWORD_CHANGED', ...(by && { by }) });
  if (user.email) sendMail(ctx, { kind: 'PASSWORD_CHANGED', subjectId: user.id });
}

async function provenChange(ctx: Context, { currentPassword, newPassword }: ChangePassword): Promise<PasswordChange> {
  checkPassword(newPassword, [], ['newPassword']);
  const { username, email, passwordHash } = await proveSelf(ctx, currentPassword);
  checkPassword(newPassword, [username, email], ['newPassword']);
  return { oldHash: passwordHash, newHash: await hashPassword(newPassword) };
}
