import type { Invariant } from '../../kernel/check-invariants.ts';
import { KEPT_EVENTS } from '../../kernel/invariants.ts';
import { moneyInvariants } from './money-invariants.ts';

const ORDER_EVENTS = `('ORDER_PLACED', 'ORDER_CHANGED', 'ORDER_CANCELLED')`;

/** Invariants of orders: stock, numbers, events, states and money. */
export const orderingInvariants: readonly Invariant[] = [
  {
    id: 'I1',
    description: 'an order has sold what its lines took from stock, and given back what of that was cancelled or refunded',
    sql: `with moved as (
        select tenant_id, order_id, product_id, coalesce(-sum(delta) filter (where reason = 'SALE'), 0) as sold, coalesce(sum(delta) filter (where reason = 'RETURN'), 0) as back
        from stock_movement where order_id is not null group by 1, 2, 3),
      -- Orders from before the ledger have no sale in it.
      -- The lines of archived orders are not here to be compared.
      known as (select m.tenant_id, m.order_id from moved m join "order" o on o.tenant_id = m.tenant_id and o.id = m.order_id and o.lines_archived_at is null group by 1, 2 having sum(sold) > 0),
      lines as (
        select l.tenant_id, l.order_id, l.product_id, sum(l.quantity * coalesce(l.measure, 1)) as sold,
          sum(case when o.status = 'CANCELLED' and l.started_at is null and not l.voided then l.quantity else l.restocked end * coalesce(l.measure, 1)) as back
        from order_line l join "order" o on o.tenant_id = l.tenant_id and o.id = l.order_id
        where l.stock_taken group by 1, 2, 3)
      select k.tenant_id, 'order ' || k.order_id || ', product ' || coalesce(m.product_id, l.product_id),
        coalesce(l.sold, 0) || ' sold, ' || coalesce(l.back, 0) || ' back', coalesce(m.sold, 0) || ' sold, ' || coalesce(m.back, 0) || ' back'
      from moved m full join lines l on l.tenant_id = m.tenant_id and l.order_id = m.order_id and l.product_id = m.product_id
      join known k on k.tenant_id = coalesce(m.tenant_id, l.tenant_id) and k.order_id = coalesce(m.order_id, l.order_id)
      where (coalesce(m.sold, 0), coalesce(m.back, 0)) <> (coalesce(l.sold, 0), coalesce(l.back, 0))`,
  },
  {
    id: 'I1',
    description: 'no unit is put back on sale twice, nor without having been taken from it',
    sql: `select tenant_id, 'line ' || id, 'at most ' || case when stock_taken then quantity else 0 end, restocked from order_line
      where restocked < 0 or restocked > case when stock_taken then quantity else 0 end`,
  },
  {
    id: 'I2',
    description: 'queue numbers of an outlet and business day are 1 to n',
    sql: `select tenant_id, 'outlet ' || outlet_id || ' on ' || coalesce(business_date::text, 'no day'), '1 to ' || count(*), concat_ws(' to ', min(queue_number), max(queue_number))
      from "order" where status <> 'DRAFT' group by tenant_id, outlet_id, business_date
      having count(distinct queue_number) <> count(*) or min(queue_number) <> 1 or max(queue_number) <> count(*) or business_date is null`,
  },
  {
    id: 'I2',
    description: 'the counter of an outlet and business day is its last queue number',
    sql: `select coalesce(c.tenant_id, o.tenant_id), 'outlet ' || coalesce(c.outlet_id, o.outlet_id) || ' on ' || coalesce(c.business_date, o.business_date), coalesce(o.last, 0), coalesce(c.last, 0)
      from queue_counter c full join (select tenant_id, outlet_id, business_date, max(queue_number) as last from "order" where business_date is not null group by 1, 2, 3) o
        on o.tenant_id = c.tenant_id and o.outlet_id = c.outlet_id and o.business_date = c.business_date where coalesce(o.last, 0) <> coalesce(c.last, 0)`,
  },
  {
    id: 'I2',
    description: 'an order number says the business day and the queue number',
    // Order numbers of earlier releases contain the queue number in base 36.
    sql: `select tenant_id, 'order ' || id, expected, coalesce(number, 'none') from (
        select o.tenant_id, o.id, o.number, concat('ORD-', to_char(business_date, 'YYYYMMDD'), '-', t.code, case when queue_number > 9999 then '-' end, lpad(queue_number::text, greatest(4, length(queue_number::text)), '0')) as expected,
          concat('ORD-', to_char(business_date, 'YYYYMMDD'), '-', t.code, (select string_agg(substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', (queue_number / (36 ^ n)::int) % 36 + 1, 1), '' order by n desc) from generate_series(0, 3) n)) as before
        from "order" o left join outlet t on t.tenant_id = o.tenant_id and t.id = o.outlet_id where o.status <> 'DRAFT') o
      where number is null or number not in (expected, before)`,
  },
  {
    id: 'I5',
    description: 'the order that a key has made or changed is there',
    sql: `select k.tenant_id, k.field || ' by ' || k.actor_id, 'order ' || k.result_id, 'none' from idempotency_key k
      where k.field in ('placeOrder', 'confirmOrder', 'serveOrder', 'completeOrder', 'cancelOrder')
        and k.result_id is not null and not exists (select from "order" o where o.tenant_id = k.tenant_id and o.id = k.result_id)`,
  },
  {
    id: 'I6',
    description: 'an order was placed by one event, as long as events are kept',
    sql: `select o.tenant_id, 'order ' || o.id, '1 event', count(e.sequence) from "order" o
      join ${KEPT_EVENTS} kept on kept.tenant_id = o.tenant_id and kept.stream_id = o.outlet_id and o.placed_at > kept.whole_from
      left join event e on e.tenant_id = o.tenant_id and e.entity_id = o.id and e.stream_id = o.outlet_id and e.type = 'ORDER_PLACED'
      group by o.tenant_id, o.id having count(e.sequence) <> 1`,
  },
  {
    id: 'I6',
    description: 'the last event of an order tells how it is',
    sql: `select e.tenant_id, 'order ' || e.entity_id, concat_ws(', ', o.status, o.payment_status, o.number),
        concat_ws(', ', e.data->>'status', e.data->>'paymentStatus', e.data->>'number') || ' in event ' || e.sequence
      from (select distinct on (tenant_id, entity_id) * from event where type in ${ORDER_EVENTS} order by tenant_id, entity_id, sequence desc) e
      left join "order" o on o.tenant_id = e.tenant_id and o.id = e.entity_id
      where (o.status, o.payment_status, o.number, o.outlet_id) is distinct from (e.data->>'status', e.data->>'paymentStatus', e.data->>'number', e.stream_id)`,
  },
  {
    id: 'I8',
    description: 'the table whose code an order was placed by is one of its outlet',
    sql: `select o.tenant_id, 'order ' || o.id, 'a table of outlet ' || o.outlet_id, 'one of outlet ' || coalesce(t.outlet_id::text, 'none')
      from "order" o left join dining_table t on t.tenant_id = o.tenant_id and t.id = o.dining_table_id where o.dining_table_id is not null and t.outlet_id is distinct from o.outlet_id`,
  },
  {
    id: 'I9',
    description: 'an order has the times that its status says, one after the other',
    sql: `select tenant_id, 'order ' || id, 'the times of ' || status, concat_ws(' → ', placed_at, confirmed_at, preparing_at, ready_at, served_at, completed_at, cancelled_at) from "order"
      where confirmed_at < placed_at or preparing_at < confirmed_at or ready_at < preparing_at or served_at < ready_at or completed_at < served_at or cancelled_at < placed_at
        or (status = 'CANCELLED') <> (cancelled_at is not null) or not case status
        when 'PENDING' then num_nonnulls(confirmed_at, preparing_at, ready_at, served_at, completed_at) = 0
        when 'CONFIRMED' then confirmed_at is not null and num_nonnulls(preparing_at, ready_at, served_at, completed_at) = 0
        when 'PREPARING' then num_nulls(confirmed_at, preparing_at) = 0 and num_nonnulls(ready_at, served_at, completed_at) = 0
        when 'READY' then num_nulls(confirmed_at, preparing_at, ready_at) = 0 and num_nonnulls(served_at, completed_at) = 0
        when 'SERVED' then num_nulls(confirmed_at, preparing_at, ready_at, served_at) = 0 and completed_at is null
        when 'COMPLETED' then num_nulls(confirmed_at, preparing_at, ready_at, served_at, completed_at) = 0
        else completed_at is null end`,
  },
  {
    id: 'I13',
    description: 'an order whose lines are archived is closed, has none here, and names its archive',
    sql: `select o.tenant_id, 'order ' || o.id, 'closed, without lines', concat_ws(', ', o.status, 'archive ' || coalesce(o.lines_archive::text, 'none'), 'line ' || l.id)
      from "order" o left join order_line l on l.tenant_id = o.tenant_id and l.order_id = o.id
      where (o.lines_archived_at is not null or o.lines_archive is not null)
        and (num_nulls(o.lines_archived_at, o.lines_archive) > 0 or o.status not in ('COMPLETED', 'CANCELLED') or l.id is not null)`,
  },
  ...moneyInvariants,
];
