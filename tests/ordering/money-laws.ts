import type { TestApp } from '../kit/index.ts';

/** Manual changes that the API has said were carried out, by order and audit action. */
export type Changes = ReadonlyMap<string, number>;

/**
 * What must hold of a tenant's money whatever happened to its orders, as queries that find what breaks it. `$1` is the
 * tenant.
 */
const LAWS: Readonly<Record<string, string>> = {
  'the payable is the order': `select o.id from "order" o left join payable p on p.tenant_id = o.tenant_id and p.id = o.id
    where o.tenant_id = $1 and (p.id is null or p.total <> o.total or p.paid <> o.paid_amount or p.open = (o.status = 'CANCELLED'))`,
  'what is paid is what was tendered': `select o.id from "order" o where tenant_id = $1 and paid_amount <>
    (select coalesce(sum(amount), 0) from payment m where m.tenant_id = o.tenant_id and m.order_id = o.id)`,
  'cash taken is debt and rounding': `select id from payment where tenant_id = $1 and method = 'CASH' and amount + rounding <> tendered - change`,
  'never more is paid than it costs': `select id from "order" where tenant_id = $1 and not paid_amount between 0 and total`,
  'the payment status says what is paid': `select id from "order" where tenant_id = $1 and payment_status <>
    case when paid_amount >= total then 'PAID' when paid_amount > 0 then 'PARTIALLY_PAID' else 'UNPAID' end`,
  'completed is paid, cancelled is not': `select id from "order" where tenant_id = $1
    and ((status = 'COMPLETED' and paid_amount <> total) or (status = 'CANCELLED' and paid_amount <> 0))`,
  'parts sum to the total': `select id from "order" where tenant_id = $1 and total <>
    subtotal - discount + case when prices_include_tax then 0 else service_charge + tax end + delivery + packaging + tip`,
  'lines sum to the order': `select o.id from "order" o join order_line l on l.tenant_id = o.tenant_id and l.order_id = o.id where o.tenant_id = $1
    group by o.id, o.tenant_id, o.subtotal, o.discount, o.service_charge, o.tax
    having sum(l.total) <> o.subtotal or sum(l.discount) <> o.discount or sum(l.service_charge) <> o.service_charge or sum(l.tax) <> o.tax`,
  'a line is its price by its units, and not below nothing': `select id from order_line
    where tenant_id = $1 and (total <> unit_price * quantity or not discount between 0 and total)`,
  'the snapshot explains the discount': `select id from "order" o where tenant_id = $1 and discount <>
    (select coalesce(sum((d->>'amount')::bigint), 0) from jsonb_array_elements(pricing->'discounts') d)`,
  'and that of each line': `select l.id from order_line l join "order" o on o.tenant_id = l.tenant_id and o.id = l.order_id where l.tenant_id = $1
    and l.discount <> (select coalesce(sum((s->>'amount')::bigint), 0)
      from jsonb_array_elements(o.pricing->'discounts') d, jsonb_array_elements(d->'lines') s where (s->>'line')::int = l.position)`,
  'the snapshot explains the tax': `select id from "order" o where tenant_id = $1 and tax <>
    (select coalesce(sum((t->>'amount')::bigint), 0) from jsonb_array_elements(pricing->'taxes') t)`,
  'a use is what the promotion takes off': `select u.id from promotion_use u join "order" o on o.tenant_id = u.tenant_id and o.id = u.order_id
    where u.tenant_id = $1 and (u.revenue <> o.total or u.discount <> (select coalesce(sum((d->>'amount')::bigint), 0)
      from jsonb_array_elements(o.pricing->'discounts') d where d->>'source' = 'PROMOTION' and (d->>'id')::uuid = u.promotion_id))`,
  'every promotion of an order is a use': `select o.id from "order" o, jsonb_array_elements(o.pricing->'discounts') d
    where o.tenant_id = $1 and d->>'source' = 'PROMOTION'
    and not exists (select from promotion_use u where u.tenant_id = o.tenant_id and u.order_id = o.id and u.promotion_id = (d->>'id')::uuid)`,
  'the uses of cancelled orders, and no others, are returned': `select u.id from promotion_use u
    join "order" o on o.tenant_id = u.tenant_id and o.id = u.order_id where u.tenant_id = $1 and (u.returned_at is not null) <> (o.status = 'CANCELLED')`,
  'a limited promotion has counted its uses': `select id from promotion p where tenant_id = $1 and usage_limit is not null and (used > usage_limit
    or used <> (select count(*) from promotion_use u where u.tenant_id = p.tenant_id and u.promotion_id = p.id and returned_at is null))`,
  'a limited code has too': `select id from promotion_code c where tenant_id = $1 and usage_limit is not null and (used > usage_limit
    or used <> (select count(*) from promotion_use u where u.tenant_id = c.tenant_id and u.code = c.code and returned_at is null))`,
  'and so has every customer': `select promotion_id from (select promotion_id, customer_key, count(*) as uses from promotion_use
      where tenant_id = $1 and returned_at is null and customer_key is not null group by 1, 2) u
    full join (select promotion_id, customer_key, used from promotion_customer where tenant_id = $1) k using (promotion_id, customer_key)
    join promotion p on p.id = promotion_id where p.usage_limit_per_customer is not null
    and (coalesce(uses, 0) <> coalesce(k.used, 0) or coalesce(uses, 0) > p.usage_limit_per_customer)`,
  'queue numbers have no gaps': `select outlet_id from "order" o join queue_counter c using (tenant_id, outlet_id, business_date) where tenant_id = $1
    group by outlet_id, business_date, last having count(*) <> last or max(queue_number) <> last or min(queue_number) <> 1`,
  'nor have events': `select stream_id from event join event_stream using (tenant_id, stream_id) where tenant_id = $1
    group by stream_id, head having count(*) <> head or max(sequence) <> head or min(sequence) <> 1`,
};

/** The laws that are broken, with what breaks them; empty: all hold. */
export async function brokenLaws(app: TestApp, tenantId: string, changes: Changes): Promise<Record<string, unknown>> {
  const broken: Record<string, unknown> = {};
  for (const [law, query] of Object.entries(LAWS)) {
    const found = await app.sql(query, [tenantId]);
    if (found.length > 0) broken[law] = found.slice(0, 5);
  }
  const audited = await app.sql<{ what: string; times: number }>(
    `select entity_id || ' ' || action as what, count(*)::int as times from audit_entry where tenant_id = $1 group by 1`,
    [tenantId],
  );
  const entries = new Map(audited.map(({ what, times }) => [what, times]));
  const differ = [...new Set([...entries.keys(), ...changes.keys()])].filter((what) => entries.get(what) !== changes.get(what));
  if (differ.length > 0) broken['every manual change is audited, and nothing else'] = differ.slice(0, 5);
  return broken;
}
