import type { Invariant } from '../../kernel/check-invariants.ts';

/** Invariants of promotions' counters. A limit itself may be lowered below the uses so far. */
export const promotionInvariants: readonly Invariant[] = [
  {
    id: 'I4',
    description: 'a limited promotion has counted its uses',
    sql: `select p.tenant_id, 'promotion ' || p.id, count(u.id) || ' of ' || p.usage_limit, p.used from promotion p
      left join promotion_use u on u.tenant_id = p.tenant_id and u.promotion_id = p.id and u.returned_at is null
      where p.usage_limit is not null group by p.tenant_id, p.id, p.usage_limit, p.used having p.used <> count(u.id)`,
  },
  {
    id: 'I4',
    description: 'a limited code has counted its uses, and no more than its limit',
    sql: `select c.tenant_id, 'code ' || c.id, count(u.id) || ' of ' || c.usage_limit, c.used from promotion_code c
      left join promotion_use u on u.tenant_id = c.tenant_id and u.promotion_id = c.promotion_id and u.code = c.code and u.returned_at is null
      where c.usage_limit is not null group by c.tenant_id, c.id, c.usage_limit, c.used having c.used <> count(u.id) or c.used > c.usage_limit`,
  },
  {
    id: 'I4',
    description: 'what is limited for each customer has counted each one’s uses',
    sql: `select p.tenant_id, 'promotion ' || p.id || ' for one customer', coalesce(u.uses, 0) || ' of ' || p.usage_limit_per_customer, coalesce(k.used, 0)
      from (select tenant_id, promotion_id, customer_key, count(*) as uses from promotion_use where returned_at is null and customer_key is not null group by 1, 2, 3) u
      full join promotion_customer k on k.tenant_id = u.tenant_id and k.promotion_id = u.promotion_id and k.customer_key = u.customer_key
      join promotion p on p.tenant_id = coalesce(u.tenant_id, k.tenant_id) and p.id = coalesce(u.promotion_id, k.promotion_id)
      where p.usage_limit_per_customer is not null and coalesce(u.uses, 0) <> coalesce(k.used, 0)`,
  },
];
