import { audit } from '../../../kernel/request/audit.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { guestSession } from '../../../kernel/request/session.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { TenantRefusal } from '../access/authenticate.ts';
import { type IssuedSession, issueSession } from '../access/issue-session.ts';
import { proveAccount } from '../credentials/account-attempts.ts';
import { headerHint } from '../credentials/header-hint.ts';
import { verifyPassword } from '../credentials/password.ts';
import { type AccountKey, accountName } from '../credentials/password-attempts.ts';
import { attemptSignIn } from '../credentials/sign-in-attempts.ts';
import { findAccount } from '../model/find-account.ts';
import { type Account, type Realm, realmOf, transactIn } from '../model/realm.ts';

export interface SignInInput {
  /** Username or e-mail address. */
  readonly username: string;
  readonly password: string;
  readonly rememberMe?: boolean | null;
}

const WRONG = 'Username or password is wrong.';

/**
 * Signs in a user of the tenant in the X-Tenant-ID header; without the header, a platform user. A wrong password and an
 * unknown name give the same answer in the same time.
 */
export async function signIn(ctx: Context, input: SignInInput): Promise<IssuedSession> {
  if (ctx.refusal instanceof TenantRefusal) throw ctx.refusal;
  const realm = realmOf(ctx.session.namedTenantId);
  const name = accountName(input.username);
  const tried = { realm, name };
  const proven = await attemptSignIn(ctx, tried, () => provenAccount(ctx, tried, input.password), WRONG).catch((error: unknown) =>
    hinted(ctx, tried, input, error),
  );
  if (!proven.active) throw new UserFailure('ACCOUNT_DISABLED', 'This account is disabled.');
  return transactIn(ctx, realm, guestSession(realm.tenantId), (scoped) => begin(scoped, realm, proven, input.rememberMe ?? false));
}

async function hinted(ctx: Context, account: AccountKey, { password }: SignInInput, error: unknown): Promise<never> {
  if (!(error instanceof UserFailure) || error.code !== 'INVALID_CREDENTIALS') throw error;
  throw new UserFailure(error.code, `${error.message}${await headerHint(ctx, account, password)}`);
}

/** The account with this name and password; null: none. */
async function provenAccount(ctx: Context, account: AccountKey, password: string): Promise<Account | null> {
  const { realm, name } = account;
  const found = await findAccount(realm.em(ctx.services), realm, name);
  return proveAccount(ctx, account, found, async (account) => {
    const fits = await verifyPassword(account?.passwordHash ?? null, password);
    return fits ? account : null;
  });
}

async function begin(ctx: Context, realm: Realm, { id, passwordHash }: Account, rememberMe: boolean): Promise<IssuedSession> {
  const { em, services, ip, userAgent } = ctx;
  const now = services.clock.now();
  // Conditional update: a concurrent password change or disabling would not see this new session, and could not end it.
  const noted = { lastSignInAt: now, lastSignInIp: ip, lastSignInUserAgent: userAgent };
  const still = await em.nativeUpdate(realm.users, { id, passwordHash, active: true } as never, noted as never);
  if (still === 0) throw new UserFailure('INVALID_CREDENTIALS', WRONG);
  const user = await em.findOneOrFail(realm.users, { id } as never);
  const session = em.create(realm.sessions, { user, rememberMe, ip, userAgent, createdAt: now } as never);
  await em.persist(session).flush();
  const by = { actor: user.role, userId: id };
  const after = { sessionId: session.id, rememberMe };
  await audit(ctx, { action: 'SIGNED_IN', by, outletId: user.outlet?.id ?? null, entityType: 'User', entityId: id, after });
  return issueSession(services, realm, em, session, user);
}
