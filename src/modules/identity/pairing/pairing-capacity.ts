import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { hostKeyOf } from '../../../kernel/values/network-address.ts';
import { DevicePairing } from '../model/device-pairing.entity.ts';
import { knownHosts } from './known-hosts.ts';

/** Maximum number of a tenant's pairings that wait for a manager at once: all of them, and those from unknown addresses. */
const PLACES = { all: 100, strangers: 80 } as const;

/**
 * Makes room for one more pairing. When no place is free, the oldest pairing of the address with the most pairings ends.
 * Unknown addresses cannot take all places: some are reserved for known addresses (devices and staff), so that guests
 * cannot keep an outlet from setting up a device.
 * @throws LIMIT_EXCEEDED
 */
export async function requirePairingCapacity(ctx: Context, now: Date): Promise<void> {
  const { em, ip } = ctx;
  // This lock serialises the check per tenant.
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`device-pairing|${tenantOf(ctx)}`]);
  const open = await em.find(DevicePairing, { expiresAt: { $gt: now }, approvedAt: null, deniedAt: null }, { orderBy: { createdAt: 'asc', id: 'asc' } });
  if (open.length < PLACES.strangers) return;
  const own = await knownHosts(ctx);
  const asker = hostKeyOf(ip ?? '');
  const strangers = open.filter((pairing) => !own.has(hostKeyOf(pairing.ip ?? '')));
  const isFull = open.length >= PLACES.all || (!own.has(asker) && strangers.length >= PLACES.strangers);
  if (!isFull) return;
  const ended = pairingToEvict(strangers.length > 0 ? strangers : open, asker, own.has(asker));
  if (!ended) {
    const message = `${PLACES.all} devices wait to be approved; try again in some minutes, or sign in from this address first.`;
    throw new UserFailure('LIMIT_EXCEEDED', message, { details: { max: PLACES.all } });
  }
  ended.expiresAt = now;
}

/**
 * The pairing to end: for a known address the oldest one of the other address with the most pairings, else its own oldest.
 * For an unknown address the same if the other address has more than one, and more than the asker; else the asker's oldest;
 * undefined when the asker has none.
 */
function pairingToEvict(pairings: readonly DevicePairing[], asker: string, isOwn: boolean): DevicePairing | undefined {
  const byAddress = Map.groupBy(pairings, ({ ip }) => hostKeyOf(ip ?? ''));
  const [greediest] = [...byAddress].filter(([address]) => address !== asker).sort(([, a], [, b]) => b.length - a.length);
  const mine = byAddress.get(asker) ?? [];
  const most = greediest?.[1] ?? [];
  if (isOwn || (most.length > 1 && most.length > mine.length)) return most[0] ?? mine[0];
  return mine[0];
}
