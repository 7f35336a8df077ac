import { audit } from '../../kernel/audit.ts';
import { type Context, contextAs, type Services, tenantOf } from '../../kernel/context.ts';
import { Failure, type FieldPath } from '../../kernel/failure.ts';
import { type Limiter, makeLimiter } from '../../kernel/limiter.ts';
import { perApp } from '../../kernel/per-app.ts';
import { transact } from '../../kernel/transaction.ts';
import { inLine } from './in-line.ts';

/** What wrong PINs count against: how many are free, and how long the wait after each further one may become. */
interface Limit {
  readonly key: string;
  readonly free: number;
  readonly longestWaitSeconds: number;
}

/** More than anybody tries: how many were wrong is told by what is left of them. */
const MANY = 1_000_000;
/** For so long a wrong PIN is remembered. */
const REMEMBERED_SECONDS = 6 * 3600;

interface Counters {
  readonly wrong: Limiter;
  readonly waits: Limiter;
}

const counters = perApp(
  ({ shared }: Services): Counters => ({
    wrong: makeLimiter(shared, { name: 'pin-wrong', points: MANY, duration: REMEMBERED_SECONDS }),
    waits: makeLimiter(shared, { name: 'pin-waits', points: 1, duration: 1 }),
  }),
);

/**
 * PINs are short, so wrong ones make their asker wait, twice as long each time: for the account that was tried, and, so
 * that trying one account after the other brings nothing, for all. Only whoever asks waits: the account goes on at every
 * other till, and by password. Right PINs in between forgive nothing, or each would buy more guesses.
 */
function limitsOf(tenantId: string, askerId: string, name: string): readonly Limit[] {
  return [
    { key: `${tenantId}|${askerId}|${name}`, free: 4, longestWaitSeconds: 900 },
    { key: `${tenantId}|${askerId}`, free: 19, longestWaitSeconds: 300 },
  ];
}

/**
 * One attempt to prove a PIN of an account by the device or user who asks. `prove` gives null for a wrong one; `wrong` is
 * then said.
 * @throws INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS
 */
export async function attemptPin<T>(ctx: Context, name: string, prove: () => Promise<T | null>, wrong: string, field?: FieldPath): Promise<T> {
  const { services, session } = ctx;
  const askerId = session.deviceId ?? session.userId ?? '';
  const at = field && { field };
  const limits = limitsOf(tenantOf(ctx), askerId, name);
  return inLine(services, `pin|${askerId}`, async () => {
    const seconds = await secondsToWait(services, limits);
    if (seconds > 0) throw new Failure('TOO_MANY_ATTEMPTS', `Too many wrong PINs; try again in ${seconds} s.`, { ...at, details: { retryAfter: seconds } });
    const proven = await prove();
    if (proven !== null) return proven;
    const begun = await Promise.all(limits.map((limit) => countWrong(services, limit)));
    if (begun.includes(true)) await alarm(ctx, askerId);
    throw new Failure('INVALID_CREDENTIALS', wrong, at);
  });
}

async function secondsToWait(services: Services, limits: readonly Limit[]): Promise<number> {
  const { waits } = counters(services);
  const standings = await Promise.all(limits.map(({ key }) => waits.standing(key)));
  return Math.max(...standings.map(({ remaining, retryAfterSeconds }) => (remaining > 0 ? 0 : retryAfterSeconds)));
}

/** Whether the asker has to wait from now on for the first time. */
async function countWrong(services: Services, { key, free, longestWaitSeconds }: Limit): Promise<boolean> {
  const { wrong, waits } = counters(services);
  const beyond = MANY - (await wrong.count(key)).remaining - free;
  if (beyond > 0) await waits.block(key, Math.min(2 ** (beyond - 1), longestWaitSeconds));
  return beyond === 1;
}

/** Leaves word that somebody guesses PINs, and where. Whose is not said: what was typed as a name may be anything. */
async function alarm(ctx: Context, askerId: string): Promise<void> {
  const { deviceId, outletIds } = ctx.session;
  ctx.services.logger.warn({ tenantId: ctx.session.tenantId, askerId, ip: ctx.ip }, 'PINs are guessed');
  const own = contextAs(ctx, ctx.session);
  const outletId = deviceId !== null && outletIds !== 'all' ? (outletIds[0] ?? null) : null;
  const about = { outletId, entityType: deviceId === null ? 'User' : 'Device', entityId: askerId };
  await transact(own, () => audit(own, { ...about, action: 'SIGN_IN_REFUSED', reason: 'Wrong PINs' }));
}
