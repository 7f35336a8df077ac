import type { Context } from '../../../kernel/request/context.ts';
import { digitsOf, normalPhone } from '../../../kernel/values/phone.ts';

const MAX_PHONE = 40;
/** A phone number with fewer digits does not identify a customer. */
const MIN_DIGITS = 5;

/**
 * Key of the customer, for limits per customer: a signed-in customer, else the phone number in normal form (0812…, +62 812…).
 * `country` is the country of numbers without a country code. Null: the customer is not known.
 */
export function customerKey(ctx: Context, phone: string | null | undefined, country: string): string | null {
  const { actor, userId } = ctx.session;
  if (actor === 'CUSTOMER' && userId !== null) return `user:${userId}`;
  const written = phone?.slice(0, MAX_PHONE) ?? '';
  const number = normalPhone(written, country) ?? digitsOf(written);
  return number.length < MIN_DIGITS ? null : `phone:${number}`;
}
