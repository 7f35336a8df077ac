import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { RetryTransaction } from '../../../kernel/request/transaction.ts';
import { isId } from '../../tenancy/index.ts';
import type { Promotion } from '../model/promotion.entity.ts';
import type { PromotionFields } from './promotion-fields.ts';

type Lock = 'change' | 'delete';

/** The limits of a promotion before the change, and the lock that was taken. */
interface Before {
  readonly lock: Lock;
  readonly usageLimit: number | null;
  readonly usageLimitPerCustomer: number | null;
}

/**
 * The lock that a change of a promotion needs. If its uses are limited, orders lock the row to count, and an ordinary lock
 * excludes them. If not, they do not lock it. But each order that writes a use holds a share lock on the promotion's row until
 * commit, because the use refers to that row. The stronger lock waits for these orders. It must be the transaction's first lock
 * on the row: a transaction that already holds a weaker one could deadlock. If many orders use a promotion at every moment, the
 * stronger lock may wait long: switch the promotion off first.
 */
export async function lockFor(ctx: Context, { id, usageLimit, usageLimitPerCustomer }: PromotionFields & { readonly id: string }): Promise<Lock> {
  if ((usageLimit == null && usageLimitPerCustomer == null) || !isId(id)) return 'change';
  const now = await ctx.em.execute<unknown[]>('select 1 from promotion where tenant_id = ? and id = ? and usage_limit is null', [tenantOf(ctx), id]);
  return now.length > 0 ? 'delete' : 'change';
}

/**
 * Starts the counters of limits that a promotion did not have before, from its uses that were not returned. No order placed at
 * the same time is missed or counted twice: an order that has written its use committed before the lock was granted; an order
 * that writes its use later sees that prices have changed (requireCounted).
 */
export async function limitUses(ctx: Context, promotion: Promotion, before: Before): Promise<void> {
  const inAll = promotion.usageLimit != null && before.usageLimit === null;
  const perCustomer = promotion.usageLimitPerCustomer != null && before.usageLimitPerCustomer === null;
  if (!inAll && !perCustomer) return;
  // Another transaction has removed the limit since the lock was chosen.
  if (before.usageLimit === null && before.lock !== 'delete') throw new RetryTransaction();
  const key = [tenantOf(ctx), promotion.id];
  if (inAll) {
    const [row] = await ctx.em.execute<{ used: number }[]>(
      'select count(*)::int as used from promotion_use where tenant_id = ? and promotion_id = ? and returned_at is null',
      key,
    );
    promotion.used = row?.used ?? 0;
  }
  if (perCustomer) {
    await ctx.em.execute('delete from promotion_customer where tenant_id = ? and promotion_id = ?', key);
    await ctx.em.execute(
      `insert into promotion_customer (id, tenant_id, promotion_id, customer_key, used)
       select uuidv7(), tenant_id, promotion_id, customer_key, count(*) from promotion_use
       where tenant_id = ? and promotion_id = ? and returned_at is null and customer_key is not null group by tenant_id, promotion_id, customer_key`,
      key,
    );
  }
}
