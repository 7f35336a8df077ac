import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Context } from '../../kernel/context.ts';
import { Failure } from '../../kernel/failure.ts';
import { perApp } from '../../kernel/per-app.ts';
import { type IssuedSession, issueSession } from './issue-session.ts';
import { verifyPassword } from './password.ts';
import { type Account, type Realm, realmOf } from './realm.ts';

export interface SignInInput {
  /** Username or e-mail address. */
  readonly username: string;
  readonly password: string;
  readonly rememberMe?: boolean | null;
}

/** Failed attempts on one account from one address before it has to wait; a right password is let in until then. */
const failures = perApp(() => new RateLimiterMemory({ points: 10, duration: 300 }));

/**
 * Signs in a user of the tenant that the X-Tenant-ID header names, or without it a platform user. A wrong password
 * and an unknown name give the same answer in the same time.
 */
export async function signIn(ctx: Context, input: SignInInput): Promise<IssuedSession> {
  const realm = realmOf(ctx.session.namedTenantId);
  const { services, ip } = ctx;
  const name = input.username.trim().toLowerCase();
  const attempts = `${realm.name}|${name}|${ip ?? ''}`;
  const before = await failures(services).get(attempts);
  if (before && before.remainingPoints <= 0) throw tooMany(before);
  const em = realm.em(services);
  const user = await findAccount(realm, em, name);
  const fits = await verifyPassword(user?.passwordHash ?? null, input.password.slice(0, 200));
  if (!user || !fits) {
    await failures(services).penalty(attempts);
    throw new Failure('INVALID_CREDENTIALS', 'Username or password is wrong.');
  }
  if (!user.active) throw new Failure('ACCOUNT_DISABLED', 'This account is disabled.');
  await failures(services).delete(attempts);
  return em.transactional(async () => {
    const now = services.clock.now();
    Object.assign(user, { lastSignInAt: now, lastSignInIp: ip, lastSignInUserAgent: ctx.userAgent });
    const session = em.create(realm.sessions, { user, rememberMe: input.rememberMe ?? false, ip, userAgent: ctx.userAgent, createdAt: now } as never);
    await em.persist(session).flush();
    return issueSession(services, realm, em, session, user);
  });
}

function findAccount(realm: Realm, em: ReturnType<Realm['em']>, name: string): Promise<Account | null> {
  const where = name.includes('@') ? { email: name } : { username: name };
  return em.findOne(realm.users, where as never, { populate: ['passwordHash'] as never });
}

function tooMany(state: RateLimiterRes): Failure {
  const retryAfter = Math.ceil(state.msBeforeNext / 1000);
  return new Failure('TOO_MANY_ATTEMPTS', `Too many failed attempts; try again in ${retryAfter} s.`, { details: { retryAfter } });
}
