import { sqlState, UNIQUE_VIOLATION } from '../../../kernel/database/sql-state.ts';
import { newId } from '../../../kernel/database/tenant-owned.ts';
import { type Context, contextAs, tenantOf } from '../../../kernel/request/context.ts';
import { guestSession } from '../../../kernel/request/session.ts';
import { RetryTransaction, transact } from '../../../kernel/request/transaction.ts';
import { formatToken, hashSecret, newSecret } from '../../../kernel/secrets/secret-token.ts';
import { checkOptionalText } from '../../../kernel/values/check.ts';
import { TenantRefusal } from '../access/authenticate.ts';
import type { DeviceKind } from '../model/device.entity.ts';
import { DevicePairing } from '../model/device-pairing.entity.ts';
import { serializeByKey } from '../model/serialize-by-key.ts';
import { displayedCode, hashCode, newUserCode } from './device-pairing.ts';
import { requirePairingCapacity } from './pairing-capacity.ts';
import { countRequest } from './pairing-limits.ts';

export interface RequestPairing {
  readonly kind: DeviceKind;
  readonly name?: string | null;
}

/** The new pairing as its device gets it. */
export interface NewPairing {
  readonly pairingToken: string;
  readonly userCode: string;
  readonly expiresAt: Date;
  readonly interval: number;
}

const LIFETIME_MS = 10 * 60_000;
const INTERVAL_SECONDS = 5;
const MAX_USER_AGENT = 300;

/** Begins the pairing of a device of the tenant that X-Tenant-ID names (RFC 8628); it gives no access yet. */
export async function requestPairing(ctx: Context, input: RequestPairing): Promise<NewPairing> {
  if (ctx.refusal instanceof TenantRefusal) throw ctx.refusal;
  const guest = contextAs(ctx, guestSession(ctx.session.namedTenantId));
  const tenantId = tenantOf(guest);
  const name = checkOptionalText(input.name ?? null, ['name']);
  await countRequest(guest);
  // Requests at the same time wait here, so that they do not each hold a database connection.
  return serializeByKey(ctx.services, `pairing-request|${tenantId}`, () => begin(guest, { kind: input.kind, name }));
}

function begin(guest: Context, { kind, name }: Required<RequestPairing>): Promise<NewPairing> {
  const { services, ip, userAgent } = guest;
  const tenantId = tenantOf(guest);
  return transact(guest, async () => {
    const now = services.clock.now();
    await requirePairingCapacity(guest, now);
    const [id, secret, code] = [newId(), newSecret(), newUserCode()];
    const expiresAt = new Date(now.getTime() + LIFETIME_MS);
    guest.em.create(DevicePairing, {
      id,
      codeHash: hashCode(services, tenantId, code),
      secretHash: hashSecret(secret),
      kind,
      name,
      ip,
      userAgent: userAgent?.slice(0, MAX_USER_AGENT) ?? null,
      createdAt: now,
      expiresAt,
      interval: INTERVAL_SECONDS,
    });
    await flushOrRetry(guest);
    return { pairingToken: formatToken({ realm: tenantId, id, secret }), userCode: displayedCode(code), expiresAt, interval: INTERVAL_SECONDS };
  });
}

/** Retries with a new code when the code is taken, which happens about once in billions. */
async function flushOrRetry({ em }: Context): Promise<void> {
  try {
    await em.flush();
  } catch (error) {
    throw sqlState(error) === UNIQUE_VIOLATION ? new RetryTransaction() : error;
  }
}
