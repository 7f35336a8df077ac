import type { FilterQuery } from '@mikro-orm/postgresql';
import type { Context } from '../../../kernel/request/context.ts';
import { Outlet } from '../../tenancy/index.ts';
import { DIGITS } from './number-order.ts';
import type { Order } from './order.entity.ts';

/** An outlet's code and the queue number, e.g. KMG0001 or KMG-10001; in numbers of earlier releases KMG000D. */
const IN_PART = new RegExp(`^([A-Z0-9]{1,8}?)(?:-([1-9]\\d{${DIGITS},5})|([0-9A-Z]{${DIGITS}}))$`);

/** Conditions that find orders by their whole number, by a part of it, or by their queue number; empty: the text is no such number. */
export async function matchingNumber(ctx: Context, text: string): Promise<FilterQuery<Order>[]> {
  const number = text.toUpperCase();
  const exactMatch: FilterQuery<Order>[] = /^(ORD-)?\d{8}-/.test(number) ? [{ number: number.startsWith('ORD-') ? number : `ORD-${number}` }] : [];
  const queueNumber: FilterQuery<Order>[] = /^\d{1,6}$/.test(number) ? [{ queueNumber: Number(number) }] : [];
  return [...exactMatch, ...queueNumber, ...(await matchingPart(ctx, number))];
}

async function matchingPart(ctx: Context, number: string): Promise<FilterQuery<Order>[]> {
  const [, code, large, digits = ''] = IN_PART.exec(number) ?? [];
  const outlet = code ? await ctx.em.findOne(Outlet, { code }, { fields: ['id'] }) : null;
  if (!outlet) return [];
  const decimal = large ?? digits;
  // Earlier releases wrote the digits in base 36. The queue number selects the few rows that are compared with the pattern.
  const queueNumber = [...(/^\d+$/.test(decimal) ? [Number(decimal)] : []), ...(large ? [] : [Number.parseInt(digits, 36)])];
  return [{ outlet: outlet.id, queueNumber: { $in: queueNumber }, number: { $like: `%-${number}` } }];
}
