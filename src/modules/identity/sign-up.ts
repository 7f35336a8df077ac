import { checkText } from '../../kernel/check.ts';
import type { Context } from '../../kernel/context.ts';
import { checkPassword, requiredEmail } from './create-user.ts';
import { mayMail } from './mailbox-limits.ts';
import { askForProof } from './mailbox-proof.ts';
import { hashPassword } from './password.ts';
import { keptPhone } from './user-phone.ts';

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
  const phone = await keptPhone(ctx, input.phone);
  const isAllowed = await mayMail(ctx, 'SIGN_UP', email);
  const passwordHash = await hashPassword(password);
  if (isAllowed) await askForProof(ctx, { purpose: 'SIGN_UP', email, name, phone, passwordHash });
}
