import type { Context, Services } from '../../kernel/context.ts';
import { Failure } from '../../kernel/failure.ts';
import { type Limiter, makeLimiter } from '../../kernel/limiter.ts';
import { householdOf } from '../../kernel/network-address.ts';
import { perApp } from '../../kernel/per-app.ts';

const TEN_MINUTES = 600;

/** A whole outlet is set up in an hour, from one address; whoever guesses codes needs billions of attempts. */
const ALLOWED = { requestsOfAddress: 30, requestsOfTenant: 300, wrongCodesOfUser: 30, wrongCodesOfAddress: 60 } as const;
type Kind = keyof typeof ALLOWED;

const limiters = perApp(({ shared }: Services): Readonly<Record<Kind, Limiter>> => {
  const of = (name: Kind): Limiter => makeLimiter(shared, { name: `pairing-${name}`, points: ALLOWED[name], duration: TEN_MINUTES });
  return {
    requestsOfAddress: of('requestsOfAddress'),
    requestsOfTenant: of('requestsOfTenant'),
    wrongCodesOfUser: of('wrongCodesOfUser'),
    wrongCodesOfAddress: of('wrongCodesOfAddress'),
  };
});

/** Lets a device ask to be let in, and counts it. @throws TOO_MANY_ATTEMPTS */
export async function countRequest({ services, ip }: Context, tenantId: string): Promise<void> {
  for (const [kind, key] of [
    ['requestsOfAddress', `${tenantId}|${householdOf(ip ?? '')}`],
    ['requestsOfTenant', tenantId],
  ] as const) {
    await requireLeft(services, kind, key);
    await limiters(services)[kind].count(key);
  }
}

/** Whether somebody may try a code. @throws TOO_MANY_ATTEMPTS */
export async function requireAttempts({ services, session, ip }: Context): Promise<void> {
  await requireLeft(services, 'wrongCodesOfUser', session.userId ?? '');
  await requireLeft(services, 'wrongCodesOfAddress', householdOf(ip ?? ''));
}

/** Counts a code that no device shows. */
export async function countWrongCode({ services, session, ip }: Context): Promise<void> {
  const { wrongCodesOfUser, wrongCodesOfAddress } = limiters(services);
  await Promise.all([wrongCodesOfUser.count(session.userId ?? ''), wrongCodesOfAddress.count(householdOf(ip ?? ''))]);
}

async function requireLeft(services: Services, kind: Kind, key: string): Promise<void> {
  const { remaining, retryAfterSeconds: retryAfter } = await limiters(services)[kind].standing(key);
  if (remaining === 0) throw new Failure('TOO_MANY_ATTEMPTS', `Too many attempts; try again in ${retryAfter} s.`, { details: { retryAfter } });
}
