/**
 * $1 tenant, $2 outlet, $3 how many: the newest orders with lines, tickets, payments and cashier, as the JSON text of the answer.
 * Each order asks for its own rows: PostgreSQL reads the fifty orders first, and then goes by the indexes of what hangs on them.
 */
export const ORDERS = `
select json_build_object('data', json_build_object('orders', json_build_object('nodes', coalesce(json_agg(json_build_object(
  'id', o.id, 'number', o.number, 'queueNumber', o.queue_number, 'status', o.status, 'paymentStatus', o.payment_status,
  'placedAt', to_char(o.placed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'totals', json_build_object('subtotal', o.subtotal, 'serviceCharge', o.service_charge, 'tax', o.tax, 'total', o.total),
  'cashier', (select json_build_object('id', u.id, 'name', u.name) from "user" u where u.tenant_id = $1 and u.id = o.cashier_id),
  'lines', (
    select json_agg(json_build_object('id', l.id, 'productName', l.product_name, 'quantity', l.quantity, 'unitPrice', l.unit_price, 'total', l.total,
      'modifiers', (select coalesce(json_agg(json_build_object('name', m->'name', 'quantity', m->'quantity') order by n), '[]')
        from jsonb_array_elements(l.modifiers) with ordinality as m (m, n))) order by l.position)
    from order_line l where l.tenant_id = $1 and l.order_id = o.id),
  'tickets', (
    select coalesce(json_agg(json_build_object('id', t.id, 'status', t.status,
      'station', (select json_build_object('id', s.id, 'name', s.name) from kitchen_station s where s.tenant_id = $1 and s.id = t.station_id),
      'items', (select json_agg(json_build_object('id', i.id, 'name', i.name, 'quantity', i.quantity, 'status', i.status) order by i.position)
        from kitchen_ticket_item i where i.tenant_id = $1 and i.ticket_id = t.id)) order by t.id), '[]')
    from kitchen_ticket t where t.tenant_id = $1 and t.order_id = o.id),
  'payments', (
    select coalesce(json_agg(json_build_object('id', p.id, 'method', p.method, 'status', p.status, 'amount', p.amount) order by p.id), '[]')
    from payment p where p.tenant_id = $1 and p.order_id = o.id)
) order by o.placed_at desc, o.id desc), '[]'))))::text as answer
from (select * from "order" where tenant_id = $1 and outlet_id = $2 order by placed_at desc, id desc limit $3) o`;
