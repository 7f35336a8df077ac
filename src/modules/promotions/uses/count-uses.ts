import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { stageInsert } from '../../../kernel/request/staged-inserts.ts';
import { RetryTransaction } from '../../../kernel/request/transaction.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { Promotion, PromotionUse } from '../model/promotion.entity.ts';

/** The promotions of an order, with what each takes off. */
export interface UsedPromotions {
  readonly orderId: string;
  readonly customerKey: string | null;
  /** The order's total. */
  readonly revenue: Money;
  readonly promotions: readonly { readonly id: string; readonly code: string | null; readonly amount: Money }[];
}

/** Stages the uses with the order's new rows. Uses of promotions without a limit are stored too, for statistics and for limits set later. */
export function stageUses(ctx: Context, { orderId, customerKey, revenue, promotions }: UsedPromotions): void {
  const createdAt = ctx.services.clock.now();
  for (const { id, code, amount } of promotions) {
    stageInsert(ctx, PromotionUse, { promotion: ctx.em.getReference(Promotion, id), orderId, code, customerKey, discount: amount, revenue, createdAt });
  }
}

/** Ids of promotions whose uses were counted, by kind of limit. */
export interface CountedUses {
  readonly inAll: readonly string[];
  readonly perCustomer: readonly string[];
}

/**
 * Counts the uses of limited promotions, their codes and customers, in one statement. Each counter's row is locked and raised
 * only below its limit, so that concurrent orders cannot exceed it. If a limit is reached, the transaction runs again and
 * prices the order without the promotion. Rows are locked in this order: promotions, codes, customers, each by id, as
 * everywhere, so that two orders cannot deadlock. A promotion whose number of uses is not limited is not locked.
 */
export async function countUses(ctx: Context, { customerKey, promotions }: UsedPromotions, limited: ReadonlySet<string>): Promise<CountedUses> {
  const uses = promotions.filter(({ id }) => limited.has(id)).map(({ id, code }) => ({ id, code }));
  if (uses.length === 0) return { inAll: [], perCustomer: [] };
  const [row] = await ctx.em.execute<(CountedUses & { late: number })[]>(COUNT, [tenantOf(ctx), customerKey, JSON.stringify(uses)]);
  if (!row || row.late > 0) throw new RetryTransaction();
  return row;
}

/**
 * For an order during which prices changed: one of its promotions may have got a limit that would miss this use (see
 * limit-uses). Then the order is priced again. Call it after the uses were written.
 */
export async function requireCounted(ctx: Context, { promotions }: UsedPromotions, counted: CountedUses): Promise<void> {
  if (promotions.length === 0) return;
  const uses = promotions.map(({ id }) => ({ id, in_all: counted.inAll.includes(id), per_customer: counted.perCustomer.includes(id) }));
  const missed = await ctx.em.execute<unknown[]>(MISSED, [JSON.stringify(uses), tenantOf(ctx)]);
  if (missed.length > 0) throw new RetryTransaction();
}

const MISSED = `
select 1 from jsonb_to_recordset(?::jsonb) as g(id uuid, in_all boolean, per_customer boolean) join promotion p on p.id = g.id
where p.tenant_id = ? and ((p.usage_limit is not null and not g.in_all) or (p.usage_limit_per_customer is not null and not g.per_customer))`;

const COUNT = `
with request as (select ?::uuid as tenant_id, ?::text as customer_key),
given as materialized (
  select r.tenant_id, r.customer_key, g.id, g.code from request r, jsonb_to_recordset(?::jsonb) as g(id uuid, code text)
),
promotions as materialized (
  select p.id, p.used < p.usage_limit as has_left from given g join promotion p on p.tenant_id = g.tenant_id and p.id = g.id
  where p.usage_limit is not null order by p.id for no key update of p
),
codes as materialized (
  select c.id, c.used < c.usage_limit as has_left from given g join promotion_code c on c.tenant_id = g.tenant_id and c.code = g.code
  where c.usage_limit is not null and (select count(*) from promotions) >= 0 order by c.id for no key update of c
),
per_customer as materialized (
  select g.tenant_id, g.customer_key, p.id, p.usage_limit_per_customer from given g join promotion p on p.tenant_id = g.tenant_id and p.id = g.id
  where p.usage_limit_per_customer is not null
),
customers as (
  insert into promotion_customer as k (id, tenant_id, promotion_id, customer_key, used)
  select uuidv7(), tenant_id, id, customer_key, 1 from per_customer where customer_key is not null and (select count(*) from codes) >= 0 order by id
  on conflict (tenant_id, promotion_id, customer_key) do update set used = k.used + 1
  where k.used < (select l.usage_limit_per_customer from per_customer l where l.id = k.promotion_id)
  returning 1
),
counted_promotions as (
  update promotion p set used = p.used + 1 from request r, promotions l where p.tenant_id = r.tenant_id and p.id = l.id and l.has_left
),
counted_codes as (
  update promotion_code c set used = c.used + 1 from request r, codes l where c.tenant_id = r.tenant_id and c.id = l.id and l.has_left
)
select (select count(*) from promotions where not has_left)::int + (select count(*) from codes where not has_left)::int
  + (select count(*) from per_customer)::int - (select count(*) from customers)::int as late,
  (select coalesce(jsonb_agg(id), '[]') from promotions) as "inAll", (select coalesce(jsonb_agg(id), '[]') from per_customer) as "perCustomer"`;
