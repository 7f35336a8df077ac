import type { Context } from '../../../kernel/request/context.ts';
import { digitsOf, normalPhone } from '../../../kernel/values/phone.ts';

const MAX_PHONE = 40;
/** Fewer digits say nothing of who it is. */
const MIN_DIGITS = 5;

/**
 * Who buys, as far as limits per customer go: a signed-in customer, else the phone number, however it is written
 * (0812…, +62 812…). `country`: whose numbers are written without a country code. Null: nobody knows.
 */
export function customerKey(ctx: Context, phone: string | null | undefined, country: string): string | null {
  const { actor, userId } = ctx.session;
  if (actor === 'CUSTOMER' && userId !== null) return `user:${userId}`;
  const written = phone?.slice(0, MAX_PHONE) ?? '';
  const number = normalPhone(written, country) ?? digitsOf(written);
  return number.length < MIN_DIGITS ? null : `phone:${number}`;
}
