/** $1 tenant, $2 ticket. */
export const ORDER_OF_TICKET = 'select order_id, outlet_id from kitchen_ticket where tenant_id = $1 and id = $2';

/** $1 tenant, $2 order. Locked until the commit, and always before its tickets. */
export const LOCK_ORDER = `
select id, outlet_id, status, payment_status, total, number, queue_number from "order" where tenant_id = $1 and id = $2 for update`;

/** $1 tenant, $2 order. */
export const LOCK_TICKETS = 'select id, status, station_id from kitchen_ticket where tenant_id = $1 and order_id = $2 order by id for update';

/** $1 tenant, $2 ticket, $3 state, $4 now: the ticket, its items, and the start of its lines. */
export const BUMP = `
with items as (
  update kitchen_ticket_item set status = $3 where tenant_id = $1 and ticket_id = $2 returning line_id
), lines as (
  update order_line l set started_at = $4 from items where l.tenant_id = $1 and l.id = items.line_id and l.started_at is null
)
update kitchen_ticket set status = $3, version = version + 1, updated_at = $4,
  preparing_at = coalesce(preparing_at, $4), ready_at = case when $3 = 'READY' then $4 else ready_at end
where tenant_id = $1 and id = $2`;

/** $1 tenant, $2 order, $3 state, $4 now. */
export const ADVANCE = `
update "order" set status = $3, version = version + 1, updated_at = $4, preparing_at = coalesce(preparing_at, $4),
  ready_at = case when $3 = 'PREPARING' then ready_at else coalesce(ready_at, $4) end,
  served_at = case when $3 = 'COMPLETED' then $4 else served_at end, completed_at = case when $3 = 'COMPLETED' then $4 else completed_at end
where tenant_id = $1 and id = $2`;

/** $1 tenant, $2 order. */
export const LOCK_PAYABLE = 'select total, paid, open, outlet_id from payable where tenant_id = $1 and id = $2 for update';

/** $1 tenant, $2 outlet: the smallest coin, and the open shift of the cashier $3, which must not close meanwhile. */
export const OUTLET_CASH = 'select cash_rounding_step from outlet where tenant_id = $1 and id = $2';
export const OPEN_SHIFT = 'select id from shift where tenant_id = $1 and outlet_id = $2 and drawer_id = $3 and closed_at is null for share';

/** $1 id, $2 tenant, $3 order, $4 outlet, $5 amount, $6 tendered, $7 change, $8 cashier, $9 now: the payment and what it settles. */
export const PAY = `
with paid as (
  update payable set paid = paid + $5, version = version + 1 where tenant_id = $2 and id = $3
), settled as (
  update "order" set paid_amount = paid_amount + $5, payment_status = 'PAID', version = version + 1, updated_at = $9 where tenant_id = $2 and id = $3
)
insert into payment (id, tenant_id, order_id, outlet_id, method, provider, status, currency, amount, tendered, change, cashier_id, created_at, settled_at)
select $1, $2, $3, $4, 'CASH', 'cash', 'PAID', currency, $5, $6, $7, $8, $9, $9 from payable where tenant_id = $2 and id = $3`;

/** $1 tenant, $2 order. */
export const OPEN_REFUNDS = `select count(*)::int as count from refund where tenant_id = $1 and order_id = $2 and status = 'PENDING'`;

/** $1 tenant, $2 order, $3 now: the tickets and their items. */
export const SERVE_TICKETS = `
with tickets as (
  update kitchen_ticket set status = 'SERVED', version = version + 1, served_at = $3, updated_at = $3 where tenant_id = $1 and order_id = $2 returning id
)
update kitchen_ticket_item i set status = 'SERVED' from tickets where i.tenant_id = $1 and i.ticket_id = tickets.id`;
