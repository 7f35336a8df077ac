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

/** Audit reason for sessions that end with a password change. */
export const PASSWORD_CHANGED = 'The password was changed.';

/** Hashes of the proven current password and of the new one. */
export interface PasswordChange {
  readonly oldHash: string;
  readonly newHash: string;
}

/** Returns a function that proves the current password and makes both hashes, at most once. Call it while no rows are locked. */
export function hashPasswordChange(ctx: Context, input: ChangePassword): () => Promise<PasswordChange> {
  return memoize(() => provenChange(ctx, input));
}

/**
 * Changes the caller's password. It ends all sessions except this one, and voids the open mailbox proofs. Of two changes
 * at the same time the second fails, because its proven password is no longer the current one.
 * @throws INVALID_CREDENTIALS at `currentPassword`
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

/** Audits a password change, and mails a notice to the user. */
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
