import { digitsOf, normalPhone } from '../../../kernel/values/phone.ts';

/**
 * A phone number as orders keep it and are found by it, however it is written: E.164, or for what is no number of the
 * public network, e.g. an extension, its digits. Null: it has none.
 */
export function phoneKeyOf(phone: string | null | undefined, country: string): string | null {
  if (phone == null) return null;
  return normalPhone(phone, country) ?? (digitsOf(phone) || null);
}
