import type { Context } from '../../../kernel/request/context.ts';
import { countMailRequest } from '../credentials/mailbox-limits.ts';
import { requestProof } from '../model/mailbox-proof.ts';
import { requiredEmail } from '../model/user-fields.ts';

/** Requests a reset mail, which is sent if an active account has this address. The answer does not reveal whether there is one. */
export async function requestPasswordReset(ctx: Context, input: { readonly email: string }): Promise<void> {
  const email = requiredEmail(input.email);
  if (await countMailRequest(ctx, 'PASSWORD_RESET', email)) await requestProof(ctx, { purpose: 'PASSWORD_RESET', email });
}
