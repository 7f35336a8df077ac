import type { Context } from '../../../kernel/request/context.ts';
import { countMailRequest } from '../credentials/mailbox-limits.ts';
import { requestProof } from '../model/mailbox-proof.ts';
import { requiredEmail } from '../model/user-fields.ts';

/** Has a mail sent to whoever has an account with this address and may sign in; whether there is one, the caller does not learn. */
export async function requestPasswordReset(ctx: Context, input: { readonly email: string }): Promise<void> {
  const email = requiredEmail(input.email);
  if (await countMailRequest(ctx, 'PASSWORD_RESET', email)) await requestProof(ctx, { purpose: 'PASSWORD_RESET', email });
}
