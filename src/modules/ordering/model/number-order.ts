import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { send } from '../../../kernel/request/transaction.ts';
import type { Outlet } from '../../tenancy/index.ts';
import type { Order } from './order.entity.ts';

/** Minimum number of digits of the queue number in an order number. */
export const DIGITS = 4;

/**
 * Gives the order the next queue number of its outlet's business day, and its order number. It runs late: the counter's row
 * stays locked until commit, so that the numbers have no gaps. Returns the tenant's current pricing version, which shows
 * whether prices have changed since they were read.
 */
export async function numberOrder(ctx: Context, order: Order, outlet: Outlet): Promise<{ readonly pricingVersion: number }> {
  const tenantId = tenantOf(ctx);
  // The version is read after the counter is locked, by a statement of its own: each statement sees what was committed when it began.
  const [[row], [now]] = await Promise.all([
    ctx.em.execute<{ last: number }[]>(
      `insert into queue_counter as c (tenant_id, outlet_id, business_date, last) values (?, ?, ?, 1)
       on conflict (tenant_id, outlet_id, business_date) do update set last = c.last + 1 returning last`,
      [tenantId, outlet.id, order.businessDate],
    ),
    ctx.em.execute<{ version: number }[]>('select pricing_version as version from tenant where id = ?', [tenantId]),
  ]);
  const queueNumber = row?.last ?? 0;
  const number = orderNumber(String(order.businessDate), outlet.code, queueNumber);
  send(ctx, ctx.em.execute('update "order" set queue_number = ?, number = ? where tenant_id = ? and id = ?', [queueNumber, number, tenantId, order.id]));
  Object.assign(order, { queueNumber, number });
  return { pricingVersion: now?.version ?? 0 };
}

/**
 * `ORD-<business date>-<outlet code><queue number>`. The queue number has at least four digits. A code has only letters and
 * digits. The last four characters are always the queue number; a larger queue number has a hyphen before it. So two outlets
 * can never have the same number (rules: Numbers).
 */
export function orderNumber(businessDate: string, outletCode: string, queueNumber: number): string {
  const digits = String(queueNumber).padStart(DIGITS, '0');
  return `ORD-${businessDate.replaceAll('-', '')}-${outletCode}${digits.length > DIGITS ? '-' : ''}${digits}`;
}
