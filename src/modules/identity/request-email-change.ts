import type { Context } from '../../kernel/context.ts';
import { requiredEmail } from './create-user.ts';
import { mayMail } from './mailbox-limits.ts';
import { askForProof, bindingTo } from './mailbox-proof.ts';
import { proveSelf } from './prove-self.ts';

export interface RequestEmailChange {
  readonly email: string;
  readonly currentPassword: string;
}

/** Has the caller's address changed once the new one is proven. Whether somebody else has it, the caller does not learn. */
export async function requestEmailChange(ctx: Context, input: RequestEmailChange): Promise<void> {
  const email = requiredEmail(input.email);
  const { id: userId, passwordHash } = await proveSelf(ctx, input.currentPassword);
  if (await mayMail(ctx, 'EMAIL_CHANGE', email)) await askForProof(ctx, { purpose: 'EMAIL_CHANGE', email, userId, boundTo: bindingTo({ passwordHash }) });
}
