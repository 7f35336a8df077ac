import type { Context } from '../../../kernel/request/context.ts';
import { checkText } from '../../../kernel/values/check.ts';
import { countMailRequest } from '../credentials/mailbox-limits.ts';
import { checkPassword, hashPassword } from '../credentials/password.ts';
import { requestProof } from '../model/mailbox-proof.ts';
import { requiredEmail } from '../model/user-fields.ts';
import { normalizedPhone } from '../model/user-phone.ts';

export interface SignUp {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly phone?: string | null;
}

/**
 * Requests a customer account, which is created when the address is proven. No account is read: an address that has an
 * account gets the same answer after the same work, and only the mail tells its owner.
 */
export async function signUp(ctx: Context, input: SignUp): Promise<void> {
  const email = requiredEmail(input.email);
  const password = checkPassword(input.password, [email]);
  const name = checkText(input.name, ['name']);
  const phone = await normalizedPhone(ctx, input.phone);
  const isAllowed = await countMailRequest(ctx, 'SIGN_UP', email);
  const passwordHash = await hashPassword(password);
  if (isAllowed) await requestProof(ctx, { purpose: 'SIGN_UP', email, name, phone, passwordHash });
}
