import type { Services } from '../../../kernel/request/context.ts';
import { invalid } from '../../../kernel/values/check.ts';
import type { FieldPath } from '../../../kernel/values/errors.ts';
import { asciiDigits } from '../../../kernel/values/text.ts';
import { hashPassword, MAX_PASSWORD, verifyPassword } from './password.ts';

/** In front of hashes that are made with the server's key; those of the first release are not. */
const KEYED = 'p1:';

/** A PIN that may be set: 4 to 8 digits of any script, and not among those that are tried first. */
export function checkPin(input: string, field: FieldPath = ['pin']): string {
  const pin = asciiDigits(input);
  if (!/^\d{4,8}$/.test(pin)) throw invalid(field, 'must have 4 to 8 digits.');
  if (isTrivial([...pin].map(Number))) throw invalid(field, 'is too easy to guess: no digit over and over, and none that count up or down.');
  return pin;
}

/** From digit to digit the same step of 0, 1 or −1, round from 9 to 0 as well. */
function isTrivial(digits: readonly number[]): boolean {
  const steps = digits.slice(1).map((digit, index) => (digit - (digits[index] ?? 0) + 10) % 10);
  return [0, 1, 9].some((step) => steps.every((other) => other === step));
}

/**
 * The hash of a PIN that may be set. Ten thousand PINs are soon tried, so a key that is not in the database goes in first:
 * whoever has the database alone learns none.
 */
export async function hashPin(services: Services, pin: string): Promise<string> {
  return KEYED + (await hashPassword(keyed(services, checkPin(pin))));
}

/** Whether a PIN fits a hash; without a hash (no such user, or no PIN) it takes the same time and says no. */
export function verifyPin(services: Services, hash: string | null, input: string): Promise<boolean> {
  const pin = asciiDigits(input.slice(0, MAX_PASSWORD + 1));
  if (hash !== null && !isCurrentHash(hash)) return verifyPassword(hash, pin);
  return verifyPassword(hash?.slice(KEYED.length) ?? null, keyed(services, pin));
}

/** Whether a hash was made with the server's key; others are made anew when their PIN is used. */
export function isCurrentHash(hash: string): boolean {
  return hash.startsWith(KEYED);
}

function keyed(services: Services, pin: string): string {
  return services.secret.derive('pin', pin);
}
