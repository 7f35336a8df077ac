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
 * Has a customer's account made once the address is proven. Nothing is looked up: for an address that has an account the
 * answer is the same after the same work, and the mail says so to its owner alone.
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
