import { LockMode } from '@mikro-orm/core';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { notFound, RequestError, UserFailure } from '../../../kernel/values/errors.ts';
import type { Device } from '../model/device.entity.ts';
import { DevicePairing } from '../model/device-pairing.entity.ts';
import { serializeByKey } from '../model/serialize-by-key.ts';
import { hashCode, statusOf } from './device-pairing.ts';
import { countWrongCode, requireAttempts } from './pairing-limits.ts';

/** For the screen on which a manager decides: the pairing whose code a device shows; null: there is none. Wrong codes are limited. */
export async function findPairing(ctx: Context, userCode: string): Promise<DevicePairing | null> {
  try {
    return await pairingOf(ctx, userCode);
  } catch (error) {
    throw error instanceof UserFailure ? new RequestError('RATE_LIMITED', error.message) : error;
  }
}

/** For commands, before they begin. @throws NOT_FOUND at `userCode`, TOO_MANY_ATTEMPTS */
export async function requirePairing(ctx: Context, userCode: string): Promise<void> {
  if (!(await pairingOf(ctx, userCode))) throw noSuchCode();
}

/**
 * The pairing that somebody decides on, locked, so that it is decided on once.
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

/** The pairing by which a device was let in; null: it got its token otherwise. */
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
