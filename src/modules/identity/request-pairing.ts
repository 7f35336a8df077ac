import { checkOptionalText } from '../../kernel/check.ts';
import { type Context, contextAs, tenantOf } from '../../kernel/context.ts';
import { Failure } from '../../kernel/failure.ts';
import { formatToken, hashSecret, newSecret } from '../../kernel/secret-token.ts';
import { guestSession } from '../../kernel/session.ts';
import { newId } from '../../kernel/tenant-owned.ts';
import { sqlState, TryAgain, transact, UNIQUE_VIOLATION } from '../../kernel/transaction.ts';
import { TenantRefusal } from './authenticate.ts';
import type { DeviceKind } from './device.entity.ts';
import { DevicePairing } from './device-pairing.entity.ts';
import { hashCode, newUserCode, shownCode } from './device-pairing.ts';
import { countRequest } from './pairing-limits.ts';

export interface RequestPairing {
  readonly kind: DeviceKind;
  readonly name?: string | null;
}

/** What a device gets to know of its own pairing. */
export interface RequestedPairing {
  readonly pairingToken: string;
  readonly userCode: string;
  readonly expiresAt: Date;
  readonly interval: number;
}

const LIFETIME_MS = 10 * 60_000;
const INTERVAL_SECONDS = 5;
const MAX_OPEN = 100;
const MAX_USER_AGENT = 300;

/** Begins the pairing of a device of the tenant that X-Tenant-ID names (RFC 8628): nobody is let in by it yet. */
export async function requestPairing(ctx: Context, input: RequestPairing): Promise<RequestedPairing> {
  if (ctx.refusal instanceof TenantRefusal) throw ctx.refusal;
  const guest = contextAs(ctx, guestSession(ctx.session.namedTenantId));
  const tenantId = tenantOf(guest);
  const name = checkOptionalText(input.name ?? null, ['name']);
  await countRequest(ctx, tenantId);
  return transact(guest, async () => {
    const now = ctx.services.clock.now();
    await requireRoom(guest, tenantId, now);
    const [id, secret, code] = [newId(), newSecret(), newUserCode()];
    const expiresAt = new Date(now.getTime() + LIFETIME_MS);
    guest.em.create(DevicePairing, {
      id,
      codeHash: hashCode(ctx.services, tenantId, code),
      secretHash: hashSecret(secret),
      kind: input.kind,
      name,
      ip: ctx.ip,
      userAgent: ctx.userAgent?.slice(0, MAX_USER_AGENT) ?? null,
      createdAt: now,
      expiresAt,
      interval: INTERVAL_SECONDS,
    });
    await flushUnlessTaken(guest);
    return { pairingToken: formatToken({ realm: tenantId, id, secret }), userCode: shownCode(code), expiresAt, interval: INTERVAL_SECONDS };
  });
}

/** So many wait for a manager at once, and no more: one after the other looks whether there is room. */
async function requireRoom({ em }: Context, tenantId: string, now: Date): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`device-pairing|${tenantId}`]);
  const open = await em.count(DevicePairing, { expiresAt: { $gt: now }, approvedAt: null, deniedAt: null });
  if (open < MAX_OPEN) return;
  throw new Failure('LIMIT_EXCEEDED', `${MAX_OPEN} devices wait to be approved; try again in some minutes.`, { details: { max: MAX_OPEN } });
}

/** Of two with the same code, which comes about once in billions, one draws another. */
async function flushUnlessTaken({ em }: Context): Promise<void> {
  try {
    await em.flush();
  } catch (error) {
    throw sqlState(error) === UNIQUE_VIOLATION ? new TryAgain() : error;
  }
}
