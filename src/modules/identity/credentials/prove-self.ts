import type { Context } from '../../../kernel/request/context.ts';
import { type Account, ownRealm } from '../model/realm.ts';
import { verifyPassword } from './password.ts';
import { attemptPassword } from './password-attempts.ts';

/**
 * Proves that the caller knows the password of their account, and returns the account. Call it while no rows are locked.
 * Wrong passwords count like wrong sign-ins. @throws INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS at `currentPassword`
 */
export async function proveSelf(ctx: Context, currentPassword: string): Promise<Account> {
  const { services, session } = ctx;
  const realm = ownRealm(ctx);
  const account = await realm.em(services).findOne(realm.users, { id: session.userId ?? '' } as never, { populate: ['passwordHash'] as never });
  const prove = async (): Promise<Account | null> => {
    const fits = await verifyPassword(account?.passwordHash ?? null, currentPassword);
    return fits ? account : null;
  };
  return attemptPassword(ctx, { realm, name: account?.username ?? '' }, prove, 'The password is wrong.', ['currentPassword']);
}
