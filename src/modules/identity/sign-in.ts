import type { EntityManager } from '@mikro-orm/postgresql';
import type { Context } from '../../kernel/context.ts';
import { Failure } from '../../kernel/failure.ts';
import { accountName, attempt, passwordLimit } from './attempts.ts';
import { TenantRefusal } from './authenticate.ts';
import { type IssuedSession, issueSession } from './issue-session.ts';
import { MAX_PASSWORD, verifyPassword } from './password.ts';
import { type Account, type Realm, realmOf } from './realm.ts';

export interface SignInInput {
  /** Username or e-mail address. */
  readonly username: string;
  readonly password: string;
  readonly rememberMe?: boolean | null;
}

/**
 * Signs in a user of the tenant that the X-Tenant-ID header names, or without it a platform user. A wrong password
 * and an unknown name give the same answer in the same time.
 */
export async function signIn(ctx: Context, input: SignInInput): Promise<IssuedSession> {
  if (ctx.refusal instanceof TenantRefusal) throw ctx.refusal;
  const realm = realmOf(ctx.session.namedTenantId);
  const { services, ip } = ctx;
  const name = accountName(input.username);
  const em = realm.em(services);
  const limits = [passwordLimit(realm.name, name, ip)];
  const user = await attempt(services, limits, () => provenAccount(realm, em, name, input.password), 'Username or password is wrong.');
  if (!user.active) throw new Failure('ACCOUNT_DISABLED', 'This account is disabled.');
  return em.transactional(async () => {
    const now = services.clock.now();
    Object.assign(user, { lastSignInAt: now, lastSignInIp: ip, lastSignInUserAgent: ctx.userAgent });
    const session = em.create(realm.sessions, { user, rememberMe: input.rememberMe ?? false, ip, userAgent: ctx.userAgent, createdAt: now } as never);
    await em.persist(session).flush();
    return issueSession(services, realm, em, session, user);
  });
}

/** The account that name and password belong to. */
async function provenAccount(realm: Realm, em: EntityManager, name: string, password: string): Promise<Account | null> {
  const user = await findAccount(realm, em, name);
  const fits = await verifyPassword(user?.passwordHash ?? null, password.slice(0, MAX_PASSWORD + 1));
  return fits ? user : null;
}

async function findAccount(realm: Realm, em: EntityManager, name: string): Promise<Account | null> {
  // PostgreSQL takes no NUL in a text: nobody has such a name.
  if (name.includes('\0')) return null;
  const where = name.includes('@') ? { email: name } : { username: name };
  return em.findOne(realm.users, where as never, { populate: ['passwordHash'] as never });
}
