import { type Context, tenantOf } from '../../kernel/context.ts';
import { addNew } from '../../kernel/database/new-rows.ts';
import type { Money } from '../../kernel/money.ts';
import { TryAgain } from '../../kernel/transaction.ts';
import { Promotion, PromotionUse } from './promotion.entity.ts';

/** The promotions that an order has, with what each takes off. */
export interface UsedPromotions {
  readonly orderId: string;
  readonly customerKey: string | null;
  /** What the order comes to. */
  readonly revenue: Money;
  readonly promotions: readonly { readonly id: string; readonly code: string | null; readonly amount: Money }[];
}

/** Notes the uses among the order's new rows. */
export function noteUses(ctx: Context, { orderId, customerKey, revenue, promotions }: UsedPromotions): void {
  const createdAt = ctx.services.clock.now();
  for (const { id, code, amount } of promotions) {
    addNew(ctx, PromotionUse, { promotion: ctx.em.getReference(Promotion, id), orderId, code, customerKey, discount: amount, revenue, createdAt });
  }
}

/**
 * Counts the uses of limited promotions, their codes and customers, in one statement. Each counter is raised only below
 * its limit, on the row itself, so of orders at the same time none too many get it; for one that comes too late the
 * transaction runs again, and prices the order without it.
 */
export async function countUses(ctx: Context, { customerKey, promotions }: UsedPromotions, counted: ReadonlySet<string>): Promise<void> {
  const given = promotions.filter(({ id }) => counted.has(id)).map(({ id, code }) => ({ id, code }));
  if (given.length === 0) return;
  const [row] = await ctx.em.execute<{ late: number }[]>(COUNT, [tenantOf(ctx), customerKey, JSON.stringify(given)]);
  if ((row?.late ?? 0) > 0) throw new TryAgain();
}

/** The order was cancelled: its uses are free for others. */
export async function returnUses(ctx: Context, order: { readonly id: string }): Promise<void> {
  await ctx.em.execute(RETURN, [ctx.services.clock.now(), tenantOf(ctx), order.id]);
}

const COUNT = `
with request as (select ?::uuid as tenant_id, ?::text as customer_key),
given as (
  select p.tenant_id, p.id, p.usage_limit, p.usage_limit_per_customer, c.id as code_id, c.usage_limit as code_limit, r.customer_key
  from request r, jsonb_to_recordset(?::jsonb) as g(id uuid, code text)
  join promotion p on p.id = g.id
  left join promotion_code c on c.tenant_id = p.tenant_id and c.code = g.code
  where p.tenant_id = r.tenant_id order by p.id
),
promotions as (
  update promotion p set used = p.used + 1 from given g
  where p.tenant_id = g.tenant_id and p.id = g.id and p.used < p.usage_limit returning 1
),
codes as (
  update promotion_code c set used = c.used + 1 from given g
  where c.tenant_id = g.tenant_id and c.id = g.code_id and c.used < c.usage_limit returning 1
),
customers as (
  insert into promotion_customer as k (id, tenant_id, promotion_id, customer_key, used)
  select uuidv7(), tenant_id, id, customer_key, 1 from given where usage_limit_per_customer is not null
  on conflict (tenant_id, promotion_id, customer_key) do update set used = k.used + 1
  where k.used < (select p.usage_limit_per_customer from promotion p where p.tenant_id = k.tenant_id and p.id = k.promotion_id)
  returning 1
)
select (select count(usage_limit) + count(code_limit) + count(usage_limit_per_customer) from given)::int
  - (select count(*) from promotions)::int - (select count(*) from codes)::int - (select count(*) from customers)::int as late`;

const RETURN = `
with returned as (
  update promotion_use set returned_at = ? where tenant_id = ? and order_id = ? and returned_at is null
  returning tenant_id, promotion_id, code, customer_key
),
promotions as (
  update promotion p set used = p.used - 1 from returned r
  where p.tenant_id = r.tenant_id and p.id = r.promotion_id and p.usage_limit is not null and p.used > 0
),
codes as (
  update promotion_code c set used = c.used - 1 from returned r
  where c.tenant_id = r.tenant_id and c.code = r.code and c.usage_limit is not null and c.used > 0
)
update promotion_customer k set used = k.used - 1 from returned r
where k.tenant_id = r.tenant_id and k.promotion_id = r.promotion_id and k.customer_key = r.customer_key and k.used > 0`;
