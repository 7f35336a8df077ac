import { type Limiter, makeLimiter } from '../../../kernel/concurrency/limiter.ts';
import { memoize } from '../../../kernel/concurrency/memoize.ts';
import { audit } from '../../../kernel/request/audit.ts';
import { type Context, contextAs, type Services, tenantEntityManager, tenantOf } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { transact } from '../../../kernel/request/transaction.ts';
import { type FieldPath, UserFailure } from '../../../kernel/values/errors.ts';
import { serializeByKey } from '../model/serialize-by-key.ts';
import { secondsBefore } from '../model/session-lifetime.ts';

/** A limit for wrong PINs: how many are free, and the maximum wait after each further one. */
interface Limit {
  readonly key: string;
  readonly free: number;
  readonly longestWaitSeconds: number;
  /** The limit applies and counts only at tills where the account has not been signed in to lately. */
  readonly elsewhere?: true;
}

/** More points than there can be attempts: the number of wrong PINs is this minus the remaining points. */
const MANY = 1_000_000;
/** How long a wrong PIN counts. */
const REMEMBERED_SECONDS = 6 * 3600;
/** How long a till stays known for a user after a sign-in there. */
const KNOWN_SECONDS = 30 * 24 * 3600;

interface Counters {
  readonly wrong: Limiter;
  readonly waits: Limiter;
}

const counters = perApp(
  ({ sharedStore }: Services): Counters => ({
    wrong: makeLimiter(sharedStore, { name: 'pin-wrong', points: MANY, duration: REMEMBERED_SECONDS }),
    waits: makeLimiter(sharedStore, { name: 'pin-waits', points: 1, duration: 1 }),
  }),
);

/**
 * PINs are short, so after wrong PINs the asker (a device or user) has to wait, twice as long each time: for the account
 * that was tried and, against trying one account after the other, for all accounts. Against many askers that share the
 * guesses, wrong PINs also count per account and per tenant over all askers. The owner of the account can still sign in
 * by password and, while only one asker guesses, at tills where they have signed in lately. A right PIN resets nothing,
 * or each would allow more guesses.
 */
function limitsOf(tenantId: string, askerId: string, name: string): readonly Limit[] {
  return [
    { key: `${tenantId}|${askerId}|${name}`, free: 4, longestWaitSeconds: 900 },
    { key: `${tenantId}|${askerId}`, free: 19, longestWaitSeconds: 300 },
    { key: `account|${tenantId}|${name}`, free: 19, longestWaitSeconds: 300, elsewhere: true },
    // More than a single till can try in that time: 4 free PINs, and then about 34.
    { key: `account-everywhere|${tenantId}|${name}`, free: 99, longestWaitSeconds: 900 },
    { key: `tenant|${tenantId}`, free: 299, longestWaitSeconds: 60, elsewhere: true },
  ];
}

/**
 * One attempt to prove a PIN of an account by the calling device or user. `prove` returns null for a wrong PIN; `wrong` is
 * the message of the error then.
 * @throws INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS
 */
export async function attemptPin<T>(ctx: Context, name: string, prove: () => Promise<T | null>, wrong: string, field?: FieldPath): Promise<T> {
  const { services, session } = ctx;
  const askerId = session.deviceId ?? session.userId ?? '';
  const at = field && { field };
  const tenantId = tenantOf(ctx);
  const limits = limitsOf(tenantId, askerId, name);
  const holding = memoize(async () => ((await isKnownHere(ctx, name)) ? limits.filter(({ elsewhere }) => !elsewhere) : limits));
  // Serialised per asker and per account: of many attempts at the same time, each is counted before the next is tried.
  const inBothLines = <R>(work: () => Promise<R>): Promise<R> =>
    serializeByKey(services, `pin|${askerId}`, () => serializeByKey(services, `pin|${tenantId}|${name}`, work));
  return inBothLines(async () => {
    const seconds = (await secondsToWait(services, limits)) > 0 ? await secondsToWait(services, await holding()) : 0;
    if (seconds > 0) throw new UserFailure('TOO_MANY_ATTEMPTS', `Too many wrong PINs; try again in ${seconds} s.`, { ...at, details: { retryAfter: seconds } });
    const proven = await prove();
    if (proven !== null) return proven;
    const begun = await Promise.all((await holding()).map((limit) => countWrong(services, limit)));
    if (begun.includes(true)) await alarm(ctx, askerId);
    throw new UserFailure('INVALID_CREDENTIALS', wrong, at);
  });
}

async function secondsToWait(services: Services, limits: readonly Limit[]): Promise<number> {
  const { waits } = counters(services);
  const standings = await Promise.all(limits.map(({ key }) => waits.peek(key)));
  return Math.max(...standings.map(({ remaining, retryAfterSeconds }) => (remaining > 0 ? 0 : retryAfterSeconds)));
}

/** Whether the account was signed in to lately at the calling till. Names without an account are checked in the same way. */
async function isKnownHere({ services, session }: Context, name: string): Promise<boolean> {
  const { tenantId, deviceId } = session;
  if (tenantId === null || deviceId === null) return false;
  const found = await tenantEntityManager(services, tenantId).execute<unknown[]>(
    `select 1 from user_session s join "user" u on u.tenant_id = s.tenant_id and u.id = s.user_id
    where s.tenant_id = ? and s.device_id = ? and u.username = ? and s.created_at > ? limit 1`,
    [tenantId, deviceId, name, secondsBefore(services.clock.now(), KNOWN_SECONDS)],
  );
  return found.length > 0;
}

/** Counts a wrong PIN; returns whether the limit now makes the asker wait for the first time. */
async function countWrong(services: Services, { key, free, longestWaitSeconds }: Limit): Promise<boolean> {
  const { wrong, waits } = counters(services);
  const beyond = MANY - (await wrong.count(key)).remaining - free;
  if (beyond > 0) await waits.block(key, Math.min(2 ** (beyond - 1), longestWaitSeconds));
  return beyond === 1;
}

/** Logs and audits that PINs are guessed, and where. The account is not named: the typed name may be any text. */
async function alarm(ctx: Context, askerId: string): Promise<void> {
  const { deviceId, outletIds } = ctx.session;
  ctx.services.logger.warn({ tenantId: ctx.session.tenantId, askerId, ip: ctx.ip }, 'PINs are guessed');
  const own = contextAs(ctx, ctx.session);
  const outletId = deviceId !== null && outletIds !== 'all' ? (outletIds[0] ?? null) : null;
  const about = { outletId, entityType: deviceId === null ? 'User' : 'Device', entityId: askerId };
  await transact(own, () => audit(own, { ...about, action: 'SIGN_IN_REFUSED', reason: 'Wrong PINs' }));
}
