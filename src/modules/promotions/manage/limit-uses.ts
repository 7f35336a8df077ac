import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { RetryTransaction } from '../../../kernel/request/transaction.ts';
import { isId } from '../../tenancy/index.ts';
import type { Promotion } from '../model/promotion.entity.ts';
import type { PromotionFields } from './promotion-fields.ts';

type Lock = 'change' | 'delete';

/** How a promotion was limited before, and how it was locked. */
interface Before {
  readonly lock: Lock;
  readonly usageLimit: number | null;
  readonly usageLimitPerCustomer: number | null;
}

/**
 * How a promotion must be locked for a change. Where the number of uses is limited, orders lock it to count: an ordinary
 * lock excludes them. Where it is not, they do not; but each that has the promotion holds a share of its row from writing
 * its use until it commits, because the use refers to it, and the stronger lock waits for these. It must be the first
 * lock on the row: who has another one already could wait for somebody who waits for it. A promotion that many orders
 * use at every moment may keep the stronger lock waiting: switch it off first.
 */
export async function lockFor(ctx: Context, { id, usageLimit, usageLimitPerCustomer }: PromotionFields & { readonly id: string }): Promise<Lock> {
  if ((usageLimit == null && usageLimitPerCustomer == null) || !isId(id)) return 'change';
  const now = await ctx.em.execute<unknown[]>('select 1 from promotion where tenant_id = ? and id = ? and usage_limit is null', [tenantOf(ctx), id]);
  return now.length > 0 ? 'delete' : 'change';
}

/**
 * Starts the counters of limits that a promotion did not have before: from the uses so far that were not returned. No
 * order that is being placed at this moment is missed or counted twice: those that have written a use have committed
 * before the lock was got, and those that write one behind it see that prices have changed (requireCounted).
 */
export async function limitUses(ctx: Context, promotion: Promotion, before: Before): Promise<void> {
  const inAll = promotion.usageLimit != null && before.usageLimit === null;
  const perCustomer = promotion.usageLimitPerCustomer != null && before.usageLimitPerCustomer === null;
  if (!inAll && !perCustomer) return;
  // Somebody else has taken the limit away since it was looked at.
  if (before.usageLimit === null && before.lock !== 'delete') throw new RetryTransaction();
  const whose = [tenantOf(ctx), promotion.id];
  if (inAll) {
    const [row] = await ctx.em.execute<{ used: number }[]>(
      'select count(*)::int as used from promotion_use where tenant_id = ? and promotion_id = ? and returned_at is null',
      whose,
    );
    promotion.used = row?.used ?? 0;
  }
  if (perCustomer) {
    await ctx.em.execute('delete from promotion_customer where tenant_id = ? and promotion_id = ?', whose);
    await ctx.em.execute(
      `insert into promotion_customer (id, tenant_id, promotion_id, customer_key, used)
       select uuidv7(), tenant_id, promotion_id, customer_key, count(*) from promotion_use
       where tenant_id = ? and promotion_id = ? and returned_at is null and customer_key is not null group by tenant_id, promotion_id, customer_key`,
      whose,
    );
  }
}
