import { sqlState, UNIQUE_VIOLATION } from '../../../kernel/database/sql-state.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { auditUser } from '../model/audit-user.ts';
import { indexUser } from '../model/index-user.ts';
import { notProven, proofIdOf, useProof } from '../model/mailbox-proof.ts';
import { User } from '../model/user.entity.ts';

/**
 * Creates the account of a sign-up, with the password of that sign-up: of several sign-ups for one address, the confirmed
 * one counts and the others are void. Fails if an account has taken the address in the meantime.
 */
export async function confirmSignUp(ctx: Context, input: { readonly token: string }): Promise<User> {
  const { email, name, phone, passwordHash } = await useProof(ctx, proofIdOf(ctx, input.token), 'SIGN_UP');
  const isTaken = (await ctx.em.count(User, { $or: [{ email }, { username: email }] })) > 0;
  if (isTaken || name == null || !passwordHash) throw notProven();
  const user = ctx.em.create(User, { username: email, email, name, phone, passwordHash, role: 'CUSTOMER', accessibleOutletIds: [] });
  try {
    await ctx.em.flush();
  } catch (error) {
    throw sqlState(error) === UNIQUE_VIOLATION ? notProven() : error;
  }
  await indexUser(ctx, user);
  await auditUser(ctx, user, { action: 'SIGNED_UP', after: { email, name, phone: phone ?? null }, by: { actor: 'CUSTOMER', userId: user.id } });
  return user;
}
