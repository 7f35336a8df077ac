import { type Context, tenantOf } from '../../../kernel/request/context.ts';

/**
 * The order was cancelled: its uses are free for other orders. A use is returned only once, however often the order is
 * cancelled. The promotions are locked in a separate statement first, so that the counters are current even while another
 * transaction sets a limit.
 */
export async function returnUses(ctx: Context, order: { readonly id: string }): Promise<void> {
  const tenantId = tenantOf(ctx);
  const used = await ctx.em.execute<unknown[]>(LOCK, [tenantId, order.id]);
  if (used.length > 0) await ctx.em.execute(RETURN, [ctx.services.clock.now(), tenantId, order.id]);
}

const LOCK = `
select 1 from promotion_use u join promotion p on p.tenant_id = u.tenant_id and p.id = u.promotion_id
where u.tenant_id = ? and u.order_id = ? and u.returned_at is null order by p.id for no key update of p`;

const RETURN = `
with returned as (
  update promotion_use set returned_at = ? where tenant_id = ? and order_id = ? and returned_at is null
  returning tenant_id, promotion_id, code, customer_key
),
codes as materialized (
  select c.tenant_id, c.id from returned r join promotion_code c on c.tenant_id = r.tenant_id and c.code = r.code
  where c.usage_limit is not null order by c.id for no key update of c
),
customers as materialized (
  select k.tenant_id, k.id from returned r
  join promotion_customer k on k.tenant_id = r.tenant_id and k.promotion_id = r.promotion_id and k.customer_key = r.customer_key
  where (select count(*) from codes) >= 0 order by k.promotion_id for no key update of k
),
free_promotions as (
  update promotion p set used = p.used - 1 from returned r
  where p.tenant_id = r.tenant_id and p.id = r.promotion_id and p.usage_limit is not null and p.used > 0
),
free_codes as (
  update promotion_code c set used = c.used - 1 from codes l where c.tenant_id = l.tenant_id and c.id = l.id and c.used > 0
),
free_customers as (
  update promotion_customer k set used = k.used - 1 from customers l where k.tenant_id = l.tenant_id and k.id = l.id and k.used > 0
)
select (select count(*) from codes), (select count(*) from customers)`;
