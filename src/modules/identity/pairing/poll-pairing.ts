import { LockMode } from '@mikro-orm/core';
import { type Context, contextAs } from '../../../kernel/request/context.ts';
import { guestSession } from '../../../kernel/request/session.ts';
import { transact } from '../../../kernel/request/transaction.ts';
import { equalSecrets, hashSecret, parseToken } from '../../../kernel/secrets/secret-token.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { isId, tenantByKey } from '../../tenancy/index.ts';
import { tokenWith } from '../devices/create-device.ts';
import type { Device } from '../model/device.entity.ts';
import { DevicePairing } from '../model/device-pairing.entity.ts';
import { type DevicePairingStatus, deviceSecret, statusOf } from './device-pairing.ts';

/** Status of a pairing and, once it is approved, the device's token. */
export interface PairingPoll {
  readonly status: DevicePairingStatus;
  /** Seconds until the device may poll again. */
  readonly interval: number;
  readonly token: string | null;
  readonly device: Device | null;
}

const SLOWER_SECONDS = 5;
const SLOWEST_SECONDS = 60;
/** A poll that was sent in time may arrive a little early. */
const EARLY_MS = 500;
/** How long after the approval the device may fetch the token. */
const FETCH_MS = 10 * 60_000;
/** How long after the first time a device that lost the answer may fetch the token again. */
const AGAIN_MS = 20_000;

/** Poll of a device that waits for its approval. The token is returned once. @throws INVALID_CREDENTIALS at `pairingToken` */
export async function pollPairing(ctx: Context, input: { readonly pairingToken: string }): Promise<PairingPoll> {
  const token = parseToken(input.pairingToken);
  if (!token || !isId(token.realm) || !isId(token.id)) throw invalidToken();
  if ((await tenantByKey(ctx.services, token.realm))?.status !== 'ACTIVE') throw invalidToken();
  const guest = contextAs(ctx, guestSession(token.realm));
  return transact(guest, async () => {
    const pairing = await guest.em.findOne(DevicePairing, { id: token.id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!pairing || !equalSecrets(pairing.secretHash, hashSecret(token.secret))) throw invalidToken();
    const now = ctx.services.clock.now();
    const status = statusOf(pairing, now);
    if (status === 'PENDING') return waiting(pairing, now);
    const device = status === 'APPROVED' ? ((await pairing.device?.load()) ?? null) : null;
    if (!device) return { status, interval: pairing.interval, token: null, device: null };
    return issueDeviceToken(guest, pairing, device, now);
  });
}

/** Answer while no manager has decided. A poll before the interval is over makes the interval longer. */
function waiting(pairing: DevicePairing, now: Date): PairingPoll {
  const since = pairing.polledAt ? now.getTime() - pairing.polledAt.getTime() : Number.POSITIVE_INFINITY;
  const tooEarly = since < pairing.interval * 1000 - EARLY_MS;
  if (tooEarly) pairing.interval = Math.min(pairing.interval + SLOWER_SECONDS, SLOWEST_SECONDS);
  pairing.polledAt = now;
  return { status: tooEarly ? 'SLOW_DOWN' : 'PENDING', interval: pairing.interval, token: null, device: null };
}

/** Returns the token once; and again to a device that lost the answer, as long as the device has sent no heartbeat. */
function issueDeviceToken({ services }: Context, pairing: DevicePairing, device: Device, now: Date): PairingPoll {
  const since = (instant: Date | null | undefined): number => now.getTime() - (instant?.getTime() ?? 0);
  const inTime = pairing.redeemedAt ? since(pairing.redeemedAt) <= AGAIN_MS && !device.lastSeenAt : since(pairing.approvedAt) <= FETCH_MS;
  const { interval } = pairing;
  if (!inTime || device.revokedAt) return { status: 'EXPIRED', interval, token: null, device: null };
  pairing.redeemedAt ??= now;
  return { status: 'APPROVED', interval, token: tokenWith(device, deviceSecret(services, pairing)), device };
}

function invalidToken(): UserFailure {
  return new UserFailure('INVALID_CREDENTIALS', 'The pairing token is not valid.', { field: ['pairingToken'] });
}
