import { digitsOf, normalPhone } from '../../../kernel/values/phone.ts';

/**
 * The normal form of a phone number, in which orders keep it and are found by it: E.164. A number outside the public network,
 * e.g. an extension, is reduced to its digits. Null: it has no digit.
 */
export function phoneKeyOf(phone: string | null | undefined, country: string): string | null {
  if (phone == null) return null;
  return normalPhone(phone, country) ?? (digitsOf(phone) || null);
}
