import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { hostKeyOf } from '../../../kernel/values/network-address.ts';
import { DevicePairing } from '../model/device-pairing.entity.ts';
import { knownHosts } from './known-hosts.ts';

/** Pairings of a tenant that wait for a manager at once; and those that were asked for from addresses that the tenant does not know. */
const PLACES = { all: 100, strangers: 80 } as const;

/**
 * Makes room for one more pairing. Whoever asks for many gives way first: the oldest one of the address with the most ends
 * when there is no place. Strangers leave some places to the addresses of the tenant's own devices and staff, so that
 * guests cannot keep a shop from setting up a device.
 * @throws LIMIT_EXCEEDED
 */
export async function requirePairingCapacity(ctx: Context, now: Date): Promise<void> {
  const { em, ip } = ctx;
  // One after the other looks whether there is room.
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

/** The oldest pairing of the address that has the most, the new one counted; null: nobody has more than one who is no stranger to the asker. */
function pairingToEvict(pairings: readonly DevicePairing[], asker: string, isOwn: boolean): DevicePairing | undefined {
  const byAddress = Map.groupBy(pairings, ({ ip }) => hostKeyOf(ip ?? ''));
  const [greediest] = [...byAddress].filter(([address]) => address !== asker).sort(([, a], [, b]) => b.length - a.length);
  const mine = byAddress.get(asker) ?? [];
  const most = greediest?.[1] ?? [];
  if (isOwn || (most.length > 1 && most.length > mine.length)) return most[0] ?? mine[0];
  return mine[0];
}
