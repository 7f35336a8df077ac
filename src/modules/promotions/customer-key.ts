import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js';
import type { Context } from '../../kernel/context.ts';

/**
 * Who buys, as far as limits per customer go: a signed-in customer, else the phone number, however it is written
 * (0812…, +62 812…). Null: nobody knows.
 */
export function customerKey(ctx: Context, phone: string | null | undefined, country: string): string | null {
  const { actor, userId } = ctx.session;
  if (actor === 'CUSTOMER' && userId !== null) return `user:${userId}`;
  const digits = phone?.replace(/\D/g, '') ?? '';
  if (digits.length < 5) return null;
  return `phone:${parsePhoneNumberFromString(phone ?? '', country as CountryCode)?.number ?? digits}`;
}
