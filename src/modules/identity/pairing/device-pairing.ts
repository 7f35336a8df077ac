import { randomInt } from 'node:crypto';
import type { Services } from '../../../kernel/request/context.ts';
import type { DevicePairing } from '../model/device-pairing.entity.ts';

declare module '../../../kernel/database/server-secret.ts' {
  interface SecretPurposes {
    'pairing-code': true;
    'device-token': true;
  }
}

/** Status of a pairing; SLOW_DOWN is the answer to a device that polls too often. */
export const DevicePairingStatus = { PENDING: 'PENDING', SLOW_DOWN: 'SLOW_DOWN', APPROVED: 'APPROVED', DENIED: 'DENIED', EXPIRED: 'EXPIRED' } as const;
export type DevicePairingStatus = keyof typeof DevicePairingStatus;

/** Consonants: codes form no words, and no letter looks like a digit. 8 letters of 20 are 34.6 bits. */
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 8;

/** A code for a person to read off the device, from the cryptographic random generator; randomInt has no bias. */
export function newUserCode(): string {
  let code = '';
  for (let at = 0; at < LENGTH; at += 1) code += ALPHABET.charAt(randomInt(ALPHABET.length));
  return code;
}

/** The code as the device shows it: BCDF-GHJK. */
export function displayedCode(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
}

/** The keyed hash under which a typed code is stored: letter case, dashes and spaces do not count. */
export function hashCode(services: Services, tenantId: string, typed: string): string {
  const code = typed.slice(0, 100).replace(/[\s-]/g, '').toUpperCase();
  return services.secret.derive('pairing-code', `${tenantId}|${code}`);
}

/** The secret of a paired device's token: derived each time it is needed, not stored. */
export function deviceSecret(services: Services, { id }: DevicePairing): string {
  return services.secret.derive('device-token', id);
}

/** Status of a pairing for the manager. */
export function statusOf(pairing: DevicePairing, now: Date): Exclude<DevicePairingStatus, 'SLOW_DOWN'> {
  if (pairing.deniedAt) return 'DENIED';
  if (pairing.approvedAt) return 'APPROVED';
  return pairing.expiresAt <= now ? 'EXPIRED' : 'PENDING';
}
