import { invalid } from '../../kernel/check.ts';
import type { FieldPath } from '../../kernel/failure.ts';

/** A PIN that may be set: 4 to 8 digits, and not among those that are tried first. */
export function checkPin(pin: string, field: FieldPath = ['pin']): string {
  if (!/^\d{4,8}$/.test(pin)) throw invalid(field, 'must have 4 to 8 digits.');
  if (isTrivial([...pin].map(Number))) throw invalid(field, 'is too easy to guess: no digit over and over, and none that count up or down.');
  return pin;
}

/** From digit to digit the same step of 0, 1 or −1, round from 9 to 0 as well. */
function isTrivial(digits: readonly number[]): boolean {
  const steps = digits.slice(1).map((digit, index) => (digit - (digits[index] ?? 0) + 10) % 10);
  return [0, 1, 9].some((step) => steps.every((other) => other === step));
}
