import type { EntityManager } from '@mikro-orm/postgresql';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Context, Services } from '../../kernel/context.ts';
import { Failure } from '../../kernel/failure.ts';
import { perApp } from '../../kernel/per-app.ts';
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

/** Longer than any username or e-mail address. */
const MAX_NAME = 255;

/** Failed attempts on one account from one address before it has to wait; a right password is let in until then. */
const failures = perApp(() => new RateLimiterMemory({ points: 10, duration: 300 }));

/** Attempts that wait for the one before them, by what they count against. */
const lines = perApp(() => new Map<string, Promise<unknown>>());

/**
 * Signs in a user of the tenant that the X-Tenant-ID header names, or without it a platform user. A wrong password
 * and an unknown name give the same answer in the same time.
 */
export async function signIn(ctx: Context, input: SignInInput): Promise<IssuedSession> {
  if (ctx.refusal instanceof TenantRefusal) throw ctx.refusal;
  const realm = realmOf(ctx.session.namedTenantId);
  const { services, ip } = ctx;
  const name = input.username.trim().toLowerCase().slice(0, MAX_NAME);
  const em = realm.em(services);
  const user = await inLine(services, `${realm.name}|${name}|${ip ?? ''}`, (attempts) => provenAccount(services, attempts, realm, em, name, input.password));
  return em.transactional(async () => {
    const now = services.clock.now();
    Object.assign(user, { lastSignInAt: now, lastSignInIp: ip, lastSignInUserAgent: ctx.userAgent });
    const session = em.create(realm.sessions, { user, rememberMe: input.rememberMe ?? false, ip, userAgent: ctx.userAgent, createdAt: now } as never);
    await em.persist(session).flush();
    return issueSession(services, realm, em, session, user);
  });
}

/** The account that name and password belong to; every failure counts. */
async function provenAccount(services: Services, attempts: string, realm: Realm, em: EntityManager, name: string, password: string): Promise<Account> {
  const before = await failures(services).get(attempts);
  if (before && before.remainingPoints <= 0) throw tooMany(before);
  const user = await findAccount(realm, em, name);
  const fits = await verifyPassword(user?.passwordHash ?? null, password.slice(0, MAX_PASSWORD + 1));
  if (!user || !fits) {
    await failures(services).penalty(attempts);
    throw new Failure('INVALID_CREDENTIALS', 'Username or password is wrong.');
  }
  if (!user.active) throw new Failure('ACCOUNT_DISABLED', 'This account is disabled.');
  await failures(services).delete(attempts);
  return user;
}

/** One after the other: at the same time, more guesses would be let in than are allowed. */
async function inLine<T>(services: Services, key: string, work: (key: string) => Promise<T>): Promise<T> {
  const waiting = lines(services);
  const mine = (waiting.get(key) ?? Promise.resolve()).then(() => work(key));
  const done = mine.catch(() => undefined);
  waiting.set(key, done);
  try {
    return await mine;
  } finally {
    if (waiting.get(key) === done) waiting.delete(key);
  }
}

async function findAccount(realm: Realm, em: EntityManager, name: string): Promise<Account | null> {
  // PostgreSQL takes no NUL in a text: nobody has such a name.
  if (name.includes('\0')) return null;
  const where = name.includes('@') ? { email: name } : { username: name };
  return em.findOne(realm.users, where as never, { populate: ['passwordHash'] as never });
}

function tooMany(state: RateLimiterRes): Failure {
  const retryAfter = Math.ceil(state.msBeforeNext / 1000);
  return new Failure('TOO_MANY_ATTEMPTS', `Too many failed attempts; try again in ${retryAfter} s.`, { details: { retryAfter } });
}
