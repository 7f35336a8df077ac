import { LockMode } from '@mikro-orm/core';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { notFound, RequestError, UserFailure } from '../../../kernel/values/errors.ts';
import type { Device } from '../model/device.entity.ts';
import { DevicePairing } from '../model/device-pairing.entity.ts';
import { serializeByKey } from '../model/serialize-by-key.ts';
import { hashCode, statusOf } from './device-pairing.ts';
import { countWrongCode, requireAttempts } from './pairing-limits.ts';

/** The pairing whose code a device shows, for the manager's screen; null: there is none. @throws RATE_LIMITED after too many wrong codes */
export async function findPairing(ctx: Context, userCode: string): Promise<DevicePairing | null> {
  try {
    return await pairingOf(ctx, userCode);
  } catch (error) {
    throw error instanceof UserFailure ? new RequestError('RATE_LIMITED', error.message) : error;
  }
}

/** Checks that a code has a pairing, before a command begins. @throws NOT_FOUND at `userCode`, TOO_MANY_ATTEMPTS */
export async function requirePairing(ctx: Context, userCode: string): Promise<void> {
  if (!(await pairingOf(ctx, userCode))) throw noSuchCode();
}

/**
 * The pairing of a code, locked, so that only one manager decides on it.
 * @throws NOT_FOUND, INVALID_TRANSITION at `userCode`
 */
export async function lockOpenPairing(ctx: Context, userCode: string): Promise<DevicePairing> {
  const codeHash = hashCode(ctx.services, tenantOf(ctx), userCode);
  const pairing = await ctx.em.findOne(DevicePairing, { codeHash }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!pairing) throw noSuchCode();
  const status = statusOf(pairing, ctx.services.clock.now());
  if (status === 'PENDING') return pairing;
  throw new UserFailure('INVALID_TRANSITION', `This pairing is ${status}.`, { field: ['userCode'], details: { status } });
}

/** The pairing that created a device; null: the device was created without one. */
export function pairingOfDevice({ em }: Context, { id }: Device): Promise<DevicePairing | null> {
  return em.findOne(DevicePairing, { device: id });
}

function pairingOf(ctx: Context, userCode: string): Promise<DevicePairing | null> {
  const { services, session } = ctx;
  const codeHash = hashCode(services, tenantOf(ctx), userCode);
  return serializeByKey(services, `pairing|${session.userId ?? ''}`, async () => {
    await requireAttempts(ctx);
    const pairing = await ctx.em.findOne(DevicePairing, { codeHash });
    if (!pairing) await countWrongCode(ctx);
    return pairing;
  });
}

function noSuchCode(): UserFailure {
  return notFound('Code', ['userCode']);
}
