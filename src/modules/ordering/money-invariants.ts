import type { Invariant } from '../../kernel/check-invariants.ts';

/** Orders with the sums of the discounts and taxes in their snapshots. Snapshots without discounts (first release) are left out. */
const EXPLAINED = `(select o.*, (select coalesce(sum((d->>'amount')::numeric), 0) from jsonb_array_elements(o.pricing->'discounts') d) as discounts,
    (select coalesce(sum((t->>'amount')::numeric), 0) from jsonb_array_elements(o.pricing->'taxes') t) as taxes
  from "order" o where o.pricing ? 'discounts')`;

/** Invariants of the money of orders. */
export const moneyInvariants: readonly Invariant[] = [
  {
    id: 'I3',
    description: 'the order is its payable',
    sql: `select coalesce(o.tenant_id, p.tenant_id), 'order ' || coalesce(o.id, p.id), concat_ws(', ', p.total, p.paid, p.refunded, p.open), concat_ws(', ', o.total, o.paid_amount, o.refunded_amount, o.status)
      from "order" o full join payable p on p.tenant_id = o.tenant_id and p.id = o.id
      where p.id is null or o.id is null or p.total <> o.total or p.paid <> o.paid_amount or p.refunded <> o.refunded_amount or p.open = (o.status = 'CANCELLED')`,
  },
  {
    id: 'I3',
    description: 'the payment status of an order says what is due, else what was given back; a cancelled order owes nothing',
    sql: `select * from (select tenant_id, 'order ' || id, case when status <> 'CANCELLED' and paid_amount < total then case when paid_amount > 0 then 'PARTIALLY_PAID' else 'UNPAID' end
          when refunded_amount > 0 then case when refunded_amount >= paid_amount then 'REFUNDED' else 'PARTIALLY_REFUNDED' end
          when paid_amount >= total then 'PAID' else 'UNPAID' end as expected, payment_status as found from "order") o where expected <> found`,
  },
  {
    id: 'I3',
    description: 'completed is paid, unless a bank took it back later; of what is cancelled nothing is kept',
    sql: `select o.tenant_id, 'order ' || o.id, o.status || ' of ' || o.total, o.paid_amount || ' paid, ' || o.refunded_amount || ' given back' from "order" o
      where (status = 'CANCELLED' and paid_amount <> refunded_amount) or (status = 'COMPLETED' and paid_amount <> total and not exists (
        select from payment m where m.tenant_id = o.tenant_id and m.order_id = o.id and m.settled_at is not null and m.status in ('CHARGED_BACK', 'FAILED', 'PAID_LATE')))`,
  },
  {
    id: 'I3',
    description: 'a refund is worth its parts, and only a refund for good has parts',
    sql: `select * from (select r.tenant_id, 'refund ' || r.id, (
          select coalesce(sum((w->>'net')::numeric + (w->>'serviceCharge')::numeric + (w->>'tax')::numeric), 0) from jsonb_array_elements((r.parts->'lines') || (r.parts->'fees')) w) as expected, r.amount as found
        from refund r where r.parts is not null) r where expected <> found
      union all select tenant_id, 'refund ' || id, null, amount from refund where parts is not null and (effect = 'REOPEN' or (effect = 'NONE' and status <> 'SUCCEEDED'))`,
  },
  {
    id: 'I3',
    description: 'no unit of a line is given back twice',
    sql: `select l.tenant_id, 'line ' || l.id, 'at most ' || l.quantity, sum((w->>'units')::int)
      from refund r cross join lateral jsonb_array_elements(coalesce(r.parts->'lines', '[]'::jsonb)) w
      join order_line l on l.tenant_id = r.tenant_id and l.order_id = r.order_id and l.id = (w->>'lineId')::uuid
      where r.status in ('SUCCEEDED', 'PENDING') group by l.tenant_id, l.id, l.quantity having sum((w->>'units')::int) > l.quantity`,
  },
  {
    id: 'I4',
    description: 'a use is what its promotion takes off, and every promotion of an order is a use',
    sql: `with given as (select o.tenant_id, o.id as order_id, (d->>'id')::uuid as promotion_id, sum((d->>'amount')::numeric) as amount
        from "order" o, jsonb_array_elements(o.pricing->'discounts') d where d->>'source' = 'PROMOTION' group by 1, 2, 3)
      select coalesce(u.tenant_id, g.tenant_id), 'promotion ' || coalesce(u.promotion_id, g.promotion_id) || ' of order ' || coalesce(u.order_id, g.order_id), coalesce(g.amount, 0), u.discount
      from given g full join promotion_use u on u.tenant_id = g.tenant_id and u.order_id = g.order_id and u.promotion_id = g.promotion_id
      where u.discount is distinct from coalesce(g.amount, 0)`,
  },
  {
    id: 'I4',
    description: 'uses of cancelled orders, and no others, are returned',
    sql: `select u.tenant_id, 'use ' || u.id, 'one of an order that is ' || o.status, 'returned ' || coalesce(u.returned_at::text, 'never')
      from promotion_use u join "order" o on o.tenant_id = u.tenant_id and o.id = u.order_id where (u.returned_at is not null) <> (o.status = 'CANCELLED')`,
  },
  {
    id: 'I12',
    description: 'the parts of an order sum to its total',
    sql: `select * from (select tenant_id, 'order ' || id, subtotal - discount + case when prices_include_tax then 0 else service_charge + tax end + delivery + packaging + tip as expected, total as found
        from "order") o where expected <> found`,
  },
  {
    id: 'I12',
    description: 'the lines of an order sum to it, without those that are voided, and with the tax of its fees',
    sql: `select tenant_id, 'order ' || id, concat_ws(', ', subtotal, discount, service_charge, tax), array_to_string(lines, ', ')
      from (select o.*, array[coalesce(sum(l.total), 0), coalesce(sum(l.discount), 0), coalesce(sum(l.service_charge), 0),
          coalesce(sum(l.tax), 0) + coalesce((o.pricing->>'deliveryTax')::numeric, 0) + coalesce((o.pricing->>'packagingTax')::numeric, 0)] as lines
        from "order" o left join order_line l on l.tenant_id = o.tenant_id and l.order_id = o.id and not l.voided group by o.tenant_id, o.id) o
      where lines <> array[subtotal, discount, service_charge, tax]::numeric[] and lines_archived_at is null`,
  },
  {
    id: 'I12',
    description: 'a line is its price by its units, and its discount not more than that',
    sql: `select tenant_id, 'line ' || id, unit_price * quantity, total || ' less ' || discount from order_line where total <> unit_price * quantity or not discount between 0 and total`,
  },
  {
    id: 'I12',
    description: 'what is measured costs its price by its measure, rounded once, and its modifiers once, unless staff set another price',
    sql: `select * from (select tenant_id, 'line ' || id, (2 * measure_price * measure + 1000) / 2000
          + (select coalesce(sum((m->>'quantity')::bigint * (m->>'priceAdjustment')::bigint), 0) from jsonb_array_elements(modifiers) m) as expected, coalesce(menu_price, unit_price) as found
        from order_line where measure is not null) l where expected is distinct from found`,
  },
  {
    id: 'I12',
    description: 'the snapshot of an order explains its discount and its tax',
    sql: `select tenant_id, 'order ' || id, discount || ' off, tax ' || tax, discounts || ' off, tax ' || taxes from ${EXPLAINED} o where discount <> discounts or tax <> taxes`,
  },
  {
    id: 'I12',
    description: 'and that of each line',
    sql: `select l.tenant_id, 'line ' || l.id, l.discount, coalesce(s.amount, 0) from order_line l join "order" o on o.tenant_id = l.tenant_id and o.id = l.order_id
      left join (select o.tenant_id, o.id, (s->>'line')::int as position, sum((s->>'amount')::numeric) as amount
        from "order" o, jsonb_array_elements(o.pricing->'discounts') d, jsonb_array_elements(d->'lines') s group by 1, 2, 3) s
        on s.tenant_id = l.tenant_id and s.id = l.order_id and s.position = l.position
      where o.pricing ? 'discounts' and l.discount <> coalesce(s.amount, 0)`,
  },
  {
    id: 'I12',
    description: 'amounts in snapshots are whole',
    sql: `select tenant_id, 'order ' || id, 'whole amounts', jsonb_path_query_array(pricing, '$.**.amount ? (@.type() == "number" && @ % 1 != 0)')::text from "order"
      where jsonb_path_exists(pricing, '$.**.amount ? (@.type() == "number" && @ % 1 != 0)')`,
  },
];
