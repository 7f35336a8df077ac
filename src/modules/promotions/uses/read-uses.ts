import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { isCode } from '../model/promotion-code.ts';

/** A promotion's code, and its uses so far. */
export interface CodeUses {
  readonly code: string;
  readonly active: boolean;
  readonly usageLimit: number | null;
  readonly used: number;
  readonly promotionId: string;
  readonly promotionName: string;
}

interface PromotionUses {
  readonly id: string;
  /** Whether the promotion, or one of the sent codes, has a limit. */
  readonly isLimited: boolean;
  readonly used: number;
  readonly usedByCustomer: number;
}

/** The counters that a basket needs. */
export interface Uses {
  readonly codes: ReadonlyMap<string, CodeUses>;
  readonly promotions: ReadonlyMap<string, PromotionUses>;
}

/** Whether this transaction has lost a race before, so that it takes its locks before it reads. */
export function isRetry({ transaction }: Context): boolean {
  return transaction !== null && transaction.attempt > 1;
}

/**
 * Reads the counters of the promotions with these codes and of those with these ids, in one statement; in none if there is
 * nothing to read. A transaction that has lost a race takes its locks first. Then nothing that it reads can be used up before
 * it counts, and no limit can be set before it commits, so the order does not lose again.
 */
export async function readUses(ctx: Context, customerKey: string | null, codes: readonly string[], ids: readonly string[]): Promise<Uses> {
  // A text that cannot be a code is not looked up.
  const known = codes.filter(isCode);
  if (known.length === 0 && ids.length === 0) return { codes: new Map(), promotions: new Map() };
  const parameters = [tenantOf(ctx), customerKey, JSON.stringify(known), JSON.stringify(ids)];
  if (isRetry(ctx)) await ctx.em.execute(LOCK, parameters);
  const [row] = await ctx.em.execute<{ codes: CodeUses[]; promotions: PromotionUses[] }[]>(READ, parameters);
  return {
    codes: new Map(row?.codes.map((uses) => [uses.code, uses])),
    promotions: new Map(row?.promotions.map((uses) => [uses.id, uses])),
  };
}

const CONCERNED = `
with given as (
  select ?::uuid as tenant_id, ?::text as customer_key,
    array(select jsonb_array_elements_text(?::jsonb)) as codes, array(select jsonb_array_elements_text(?::jsonb)::uuid) as ids
),
code as (
  select c.* from given g join promotion_code c on c.tenant_id = g.tenant_id and c.code = any(g.codes)
),
concerned as (
  select g.tenant_id, i.id, g.customer_key from given g, (select unnest(ids) as id from given union select promotion_id from code) i
)`;

const READ = `${CONCERNED}
select
  (select coalesce(jsonb_agg(jsonb_build_object(
     'code', c.code, 'active', c.active, 'usageLimit', c.usage_limit, 'used', c.used, 'promotionId', p.id, 'promotionName', p.name)), '[]')
   from code c join promotion p on p.tenant_id = c.tenant_id and p.id = c.promotion_id) as codes,
  (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'used', p.used, 'usedByCustomer', coalesce(k.used, 0),
     'isLimited', p.usage_limit is not null or p.usage_limit_per_customer is not null
       or exists (select from code c where c.promotion_id = p.id and c.usage_limit is not null))), '[]')
   from concerned i join promotion p on p.tenant_id = i.tenant_id and p.id = i.id
   left join promotion_customer k on k.tenant_id = p.tenant_id and k.promotion_id = p.id and k.customer_key = i.customer_key) as promotions`;

/**
 * The locks of counting (see count-uses), in the same order, on everything that could be counted; new customers get a row. On
 * promotions without a limit it is a share lock: other orders may hold it too, but a transaction that sets a limit waits.
 */
const LOCK = `${CONCERNED},
promotions as materialized (
  select p.id from concerned i join promotion p on p.tenant_id = i.tenant_id and p.id = i.id
  where p.usage_limit is not null order by p.id for no key update of p
),
unlimited as materialized (
  select p.id from concerned i join promotion p on p.tenant_id = i.tenant_id and p.id = i.id
  where p.usage_limit is null and (select count(*) from promotions) >= 0 order by p.id for key share of p
),
codes as materialized (
  select c.id from given g join promotion_code c on c.tenant_id = g.tenant_id and c.code = any(g.codes)
  where c.usage_limit is not null and (select count(*) from unlimited) >= 0 order by c.id for no key update of c
),
customers as (
  insert into promotion_customer as k (id, tenant_id, promotion_id, customer_key, used)
  select uuidv7(), p.tenant_id, p.id, i.customer_key, 0 from concerned i join promotion p on p.tenant_id = i.tenant_id and p.id = i.id
  where p.usage_limit_per_customer is not null and i.customer_key is not null and (select count(*) from codes) >= 0 order by p.id
  on conflict (tenant_id, promotion_id, customer_key) do update set used = k.used returning 1
)
select (select count(*) from promotions), (select count(*) from unlimited), (select count(*) from codes), (select count(*) from customers)`;
