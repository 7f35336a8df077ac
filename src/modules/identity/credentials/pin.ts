import type { Services } from '../../../kernel/request/context.ts';
import { invalid } from '../../../kernel/values/check.ts';
import type { FieldPath } from '../../../kernel/values/errors.ts';
import { asciiDigits } from '../../../kernel/values/text.ts';
import { hashPassword, MAX_PASSWORD, verifyPassword } from './password.ts';

declare module '../../../kernel/database/server-secret.ts' {
  interface SecretPurposes {
    pin: true;
  }
}

/** Prefix of hashes made with the server's key; hashes of the first release lack it. */
const KEYED = 'p1:';

/** Checks a new PIN: 4 to 8 digits of any script, and not easy to guess. @throws INVALID_INPUT at `field` */
export function checkPin(input: string, field: FieldPath = ['pin']): string {
  const pin = asciiDigits(input);
  if (!/^\d{4,8}$/.test(pin)) throw invalid(field, 'must have 4 to 8 digits.');
  if (isTrivial([...pin].map(Number))) throw invalid(field, 'is too easy to guess: no digit over and over, and none that count up or down.');
  return pin;
}

/** Whether the step from digit to digit is always 0, always 1 or always −1; 9 to 0 counts as a step of 1. */
function isTrivial(digits: readonly number[]): boolean {
  const steps = digits.slice(1).map((digit, index) => (digit - (digits[index] ?? 0) + 10) % 10);
  return [0, 1, 9].some((step) => steps.every((other) => other === step));
}

/**
 * Checks and hashes a new PIN. Ten thousand PINs are quickly tried, so the hash includes a key that is not in the
 * database: a stolen database alone reveals no PIN.
 */
export async function hashPin(services: Services, pin: string): Promise<string> {
  return KEYED + (await hashPassword(keyed(services, checkPin(pin))));
}

/** Whether a PIN matches a hash; without a hash (no such user, or no PIN) it takes the same time and returns false. */
export function verifyPin(services: Services, hash: string | null, input: string): Promise<boolean> {
  const pin = asciiDigits(input.slice(0, MAX_PASSWORD + 1));
  if (hash !== null && !isCurrentHash(hash)) return verifyPassword(hash, pin);
  return verifyPassword(hash?.slice(KEYED.length) ?? null, keyed(services, pin));
}

/** Whether a hash was made with the server's key; other hashes are replaced when their PIN is used. */
export function isCurrentHash(hash: string): boolean {
  return hash.startsWith(KEYED);
}

function keyed(services: Services, pin: string): string {
  return services.secret.derive('pin', pin);
}
