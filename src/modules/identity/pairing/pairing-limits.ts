import { type Limiter, type LimitState, makeLimiter } from '../../../kernel/concurrency/limiter.ts';
import { type Context, type Services, tenantOf } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { hostKeyOf } from '../../../kernel/values/network-address.ts';
import { knownHosts } from './known-hosts.ts';

const TEN_MINUTES = 600;

/** Attempts in ten minutes: one address can set up a whole outlet in an hour, and guessing a code needs billions of attempts. */
const ALLOWED = { requestsOfAddress: 30, requestsOfTenant: 300, wrongCodesOfUser: 30, wrongCodesOfAddress: 60 } as const;
type Kind = keyof typeof ALLOWED;

const limiters = perApp(({ sharedStore }: Services): Readonly<Record<Kind, Limiter>> => {
  const of = (name: Kind): Limiter => makeLimiter(sharedStore, { name: `pairing-${name}`, points: ALLOWED[name], duration: TEN_MINUTES });
  return {
    requestsOfAddress: of('requestsOfAddress'),
    requestsOfTenant: of('requestsOfTenant'),
    wrongCodesOfUser: of('wrongCodesOfUser'),
    wrongCodesOfAddress: of('wrongCodesOfAddress'),
  };
});

/**
 * Counts a pairing request of a tenant. When requests from all addresses reach the tenant's limit, known addresses (devices
 * and staff) may still request pairings.
 * @throws TOO_MANY_ATTEMPTS
 */
export async function countRequest(ctx: Context): Promise<void> {
  const { services, ip } = ctx;
  const tenantId = tenantOf(ctx);
  const household = hostKeyOf(ip ?? '');
  const atAddress = await limiters(services).requestsOfAddress.count(`${tenantId}|${household}`);
  if (atAddress.isOver) throw tooManyAttempts(atAddress);
  const inAll = await limiters(services).requestsOfTenant.count(tenantId);
  if (inAll.isOver && !(await knownHosts(ctx)).has(household)) throw tooManyAttempts(inAll);
}

/** Checks that the caller may try a code. @throws TOO_MANY_ATTEMPTS */
export async function requireAttempts({ services, session, ip }: Context): Promise<void> {
  await requireLeft(services, 'wrongCodesOfUser', session.userId ?? '');
  await requireLeft(services, 'wrongCodesOfAddress', hostKeyOf(ip ?? ''));
}

/** Counts a code that no device shows. */
export async function countWrongCode({ services, session, ip }: Context): Promise<void> {
  const { wrongCodesOfUser, wrongCodesOfAddress } = limiters(services);
  await Promise.all([wrongCodesOfUser.count(session.userId ?? ''), wrongCodesOfAddress.count(hostKeyOf(ip ?? ''))]);
}

async function requireLeft(services: Services, kind: Kind, key: string): Promise<void> {
  const standing = await limiters(services)[kind].peek(key);
  if (standing.remaining === 0) throw tooManyAttempts(standing);
}

function tooManyAttempts({ retryAfterSeconds: retryAfter }: LimitState): UserFailure {
  return new UserFailure('TOO_MANY_ATTEMPTS', `Too many attempts; try again in ${retryAfter} s.`, { details: { retryAfter } });
}
