import type { Context } from '../../../kernel/request/context.ts';
import { countMailRequest } from '../credentials/mailbox-limits.ts';
import { proveSelf } from '../credentials/prove-self.ts';
import { bindingTo, requestProof } from '../model/mailbox-proof.ts';
import { requiredEmail } from '../model/user-fields.ts';

export interface RequestEmailChange {
  readonly email: string;
  readonly currentPassword: string;
}

/** Requests a change of the caller's address, which takes effect when the new one is proven. The answer does not reveal whether it is taken. */
export async function requestEmailChange(ctx: Context, input: RequestEmailChange): Promise<void> {
  const email = requiredEmail(input.email);
  const { id: userId, passwordHash } = await proveSelf(ctx, input.currentPassword);
  if (await countMailRequest(ctx, 'EMAIL_CHANGE', email))
    await requestProof(ctx, { purpose: 'EMAIL_CHANGE', email, userId, boundTo: bindingTo({ passwordHash }) });
}
