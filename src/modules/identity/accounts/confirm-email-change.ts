import { sqlState, UNIQUE_VIOLATION } from '../../../kernel/database/sql-state.ts';
import { sendMail } from '../../../kernel/mail/send-mail.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { auditUserChanges, userAuditValues } from '../model/audit-user.ts';
import { indexUser } from '../model/index-user.ts';
import { notProven, ownerOf, proofIdOf, useProof, voidProofs } from '../model/mailbox-proof.ts';
import type { User } from '../model/user.entity.ts';
import { changeEmail } from '../model/user-fields.ts';

/** Changes an account's address to the proven one, and mails a notice to the old one. Fails if another account took the address in the meantime. */
export async function confirmEmailChange(ctx: Context, input: { readonly token: string }): Promise<User> {
  const proof = await useProof(ctx, proofIdOf(ctx, input.token), 'EMAIL_CHANGE');
  const user = await ownerOf(ctx, proof);
  const before = userAuditValues(user);
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
