import { memoize } from '../../../kernel/concurrency/memoize.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { endSessions } from '../access/end-sessions.ts';
import { checkPassword, hashPassword } from '../credentials/password.ts';
import { notProven, ownerOf, proofIdOf, useProof, voidProofs } from '../model/mailbox-proof.ts';
import { realmOf } from '../model/realm.ts';
import type { User } from '../model/user.entity.ts';
import { notifyPasswordChanged, PASSWORD_CHANGED } from './change-password.ts';

export interface ResetPassword {
  readonly token: string;
  readonly newPassword: string;
}

/** Returns a function that checks the token and hashes the new password, at most once. Call it while no rows are locked. */
export function hashNewPassword(ctx: Context, { token, newPassword }: ResetPassword): () => Promise<string> {
  return memoize(async () => {
    checkPassword(newPassword, [], ['newPassword']);
    proofIdOf(ctx, token);
    return hashPassword(newPassword);
  });
}

/** Sets a new password for an account whose mailbox is proven. It ends all sessions of the account, and begins none. */
export async function resetPassword(ctx: Context, input: ResetPassword, newHash: () => Promise<string>): Promise<User> {
  const passwordHash = await newHash();
  const proof = await useProof(ctx, proofIdOf(ctx, input.token), 'PASSWORD_RESET');
  const user = await ownerOf(ctx, proof);
  // The address was changed since the request: the reader of the old mailbox may not be the owner any more.
  if (user.email !== proof.email) throw notProven();
  checkPassword(input.newPassword, [user.username, user.email], ['newPassword']);
  user.passwordHash = passwordHash;
  await ctx.em.flush();
  await voidProofs(ctx, user.id, user.email);
  await endSessions(ctx, realmOf(tenantOf(ctx)), user, { reason: PASSWORD_CHANGED });
  await notifyPasswordChanged(ctx, user, { actor: user.role, userId: user.id });
  return user;
}
