import type { Context } from '../../kernel/context.ts';
import { sendMail } from '../../kernel/mail/send-mail.ts';
import { sqlState, UNIQUE_VIOLATION } from '../../kernel/transaction.ts';
import { auditUserChanges, factsOfUser } from './audit-user.ts';
import { changeEmail } from './create-user.ts';
import { indexUser } from './index-user.ts';
import { notProven, ownerOf, proofIdOf, useProof, voidProofs } from './mailbox-proof.ts';
import type { User } from './user.entity.ts';

/** Gives an account the address that is proven, and tells the one before. Whoever has got the address meanwhile keeps it. */
export async function confirmEmailChange(ctx: Context, input: { readonly token: string }): Promise<User> {
  const proof = await useProof(ctx, proofIdOf(ctx, input.token), 'EMAIL_CHANGE');
  const user = await ownerOf(ctx, proof);
  const before = factsOfUser(user);
  proof.previousEmail = user.email ?? null;
  changeEmail(user, proof.email);
  try {
    await ctx.em.flush();
  } catch (error) {
    throw sqlState(error) === UNIQUE_VIOLATION ? notProven() : error;
  }
  await indexUser(ctx, user);
  await voidProofs(ctx, user.id, proof.previousEmail);
  await auditUserChanges(ctx, user, before);
  if (proof.previousEmail !== null) sendMail(ctx, { kind: 'EMAIL_CHANGED', subjectId: proof.id });
  return user;
}
