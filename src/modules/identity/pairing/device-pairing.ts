import { randomInt } from 'node:crypto';
import type { Services } from '../../../kernel/request/context.ts';
import type { DevicePairing } from '../model/device-pairing.entity.ts';

/** How a pairing stands; SLOW_DOWN is what a device hears that asks too often. */
export const DevicePairingStatus = { PENDING: 'PENDING', SLOW_DOWN: 'SLOW_DOWN', APPROVED: 'APPROVED', DENIED: 'DENIED', EXPIRED: 'EXPIRED' } as const;
export type DevicePairingStatus = keyof typeof DevicePairingStatus;

/** Consonants: no words come about, and none is taken for a digit. 8 of 20 are 34.6 bits. */
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 8;

/** A code that a person reads off the device, from the system's cryptographic generator without a bias (randomInt draws again what does not divide evenly). */
export function newUserCode(): string {
  let code = '';
  for (let at = 0; at < LENGTH; at += 1) code += ALPHABET.charAt(randomInt(ALPHABET.length));
  return code;
}

/** As it is shown: BCDF-GHJK. */
export function displayedCode(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
}

/** What is stored of a code as somebody types it: letter case, dashes and spaces do not count. */
export function hashCode(services: Services, tenantId: string, typed: string): string {
  const code = typed.slice(0, 100).replace(/[\s-]/g, '').toUpperCase();
  return services.secret.derive('pairing-code', `${tenantId}|${code}`);
}

/** The secret of the token that a paired device gets: derived anew whenever it is needed, stored nowhere. */
export function deviceSecret(services: Services, { id }: DevicePairing): string {
  return services.secret.derive('device-token', id);
}

/** How a pairing stands for people. */
export function statusOf(pairing: DevicePairing, now: Date): Exclude<DevicePairingStatus, 'SLOW_DOWN'> {
  if (pairing.deniedAt) return 'DENIED';
  if (pairing.approvedAt) return 'APPROVED';
  return pairing.expiresAt <= now ? 'EXPIRED' : 'PENDING';
}
