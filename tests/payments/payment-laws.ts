import { expect } from 'vitest';
import type { TestApp } from '../kit/index.ts';

/** What was taken of a payment. */
const TAKEN = 'coalesce(m.captured, m.amount)';
const SETTLED = `('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')`;

/** Σ of a payment's refunds that were given back, of these effects. */
const given = (effects: string, what = 'amount'): string =>
  `(select coalesce(sum(r.${what}), 0) from refund r where r.tenant_id = m.tenant_id and r.payment_id = m.id and r.status = 'SUCCEEDED' and r.effect in (${effects}))`;
const GIVEN = given(`'RETURN', 'REOPEN', 'NONE'`);

/** What must hold of all money whatever happened to it, as queries that find what breaks it. */
const LAWS: Readonly<Record<string, string>> = {
  'the order is its payable': `select o.id from "order" o left join payable p on p.tenant_id = o.tenant_id and p.id = o.id
    where p.id is null or p.total <> o.total or p.paid <> o.paid_amount or p.refunded <> o.refunded_amount or p.open = (o.status = 'CANCELLED')`,
  'given back is paid, and paid is at most the total': `select id from payable where not (0 <= refunded and refunded <= paid and paid <= total)`,
  'paid is what settled, less what was given back to be paid otherwise': `select p.id, p.paid from payable p where paid <> (
    select coalesce(sum(case when m.status in ${SETTLED} then ${TAKEN} - ${given(`'REOPEN', 'NONE'`)}
      when m.status in ('CHARGED_BACK', 'FAILED', 'PAID_LATE') then ${given(`'RETURN'`)} else 0 end), 0)
    from payment m where m.tenant_id = p.tenant_id and m.order_id = p.id)`,
  'given back for good is what was returned': `select p.id, p.refunded from payable p where refunded <>
    (select coalesce(sum(r.amount), 0) from refund r where r.tenant_id = p.tenant_id and r.order_id = p.id and r.status = 'SUCCEEDED' and r.effect = 'RETURN')`,
  'what is kept of an order is at most its total': `select p.id from payable p where total <
    (select coalesce(sum(${TAKEN} - m.refunded), 0) from payment m where m.tenant_id = p.tenant_id and m.order_id = p.id and m.status in ${SETTLED})`,
  'the payment status says what is paid': `select id, payment_status from "order" where payment_status <>
    case when refunded_amount > 0 then case when refunded_amount >= paid_amount then 'REFUNDED' else 'PARTIALLY_REFUNDED' end
      when paid_amount >= total then 'PAID' when paid_amount > 0 then 'PARTIALLY_PAID' else 'UNPAID' end`,
  'completed is paid, unless a bank took it back later; of what is cancelled nothing is kept': `select o.id, o.status from "order" o
    where (status = 'CANCELLED' and paid_amount <> refunded_amount) or (status = 'COMPLETED' and paid_amount <> total and not exists (
      select from payment m where m.tenant_id = o.tenant_id and m.order_id = o.id and m.settled_at is not null and m.status in ('CHARGED_BACK', 'FAILED', 'PAID_LATE')))`,
  'a payment is of an order that is there, in its currency and at its outlet': `select m.id from payment m left join payable p on p.tenant_id = m.tenant_id and p.id = m.order_id
    where p.id is null or p.outlet_id <> m.outlet_id or p.currency <> m.currency`,
  'what settled has its time, and what is open has none to settle': `select id, status from payment where (status in ${SETTLED} and settled_at is null)
    or (status in ('PENDING', 'REQUIRES_ACTION', 'AUTHORIZED', 'UNKNOWN') and settled_at is not null)`,
  'all of a payment is of one brand': `select m.id from payment m
    where exists (select from demo_charge c where c.id = m.id and c.tenant_id <> m.tenant_id)
      or exists (select from refund r where r.payment_id = m.id and r.tenant_id <> m.tenant_id)
      or exists (select from gateway_notification n where n.payment_id = m.id and n.tenant_id <> m.tenant_id)
      or exists (select from shift s where s.id = m.shift_id and s.tenant_id <> m.tenant_id)
      or exists (select from "order" o where o.id = m.order_id and o.tenant_id <> m.tenant_id)`,
  'in a drawer is its float, what was taken and put in, less what was given back and taken out': `select s.id, s.report->'cash' as cash from shift s
    where s.closed_at is not null and (s.report->'cash'->>'expected')::bigint is distinct from s.float
      + (select coalesce(sum(m.amount + m.rounding), 0) from payment m where m.tenant_id = s.tenant_id and m.shift_id = s.id and m.method = 'CASH')
      - (select coalesce(sum(r.amount + r.rounding), 0) from refund r where r.tenant_id = s.tenant_id and r.shift_id = s.id and r.method = 'CASH')
      + (select coalesce(sum(case e.kind when 'PAY_IN' then e.amount when 'PAY_OUT' then -e.amount else 0 end), 0) from shift_entry e
        where e.tenant_id = s.tenant_id and e.shift_id = s.id)`,
  'nothing comes into a shift after it was closed': `select m.id from payment m join shift s on s.tenant_id = m.tenant_id and s.id = m.shift_id
      where m.status in ${SETTLED} and m.settled_at > s.closed_at
    union all select r.id from refund r join shift s on s.tenant_id = r.tenant_id and s.id = r.shift_id where r.status = 'SUCCEEDED' and r.settled_at > s.closed_at`,
  'a shift is of the outlet of its money': `select m.id from payment m join shift s on s.tenant_id = m.tenant_id and s.id = m.shift_id where s.outlet_id <> m.outlet_id`,
  'a payment knows what was given back of it': `select m.id from payment m where m.refunded <> ${GIVEN}`,
  'never more is given back or promised than was taken': `select m.id from payment m where ${TAKEN} <
    (select coalesce(sum(r.amount), 0) from refund r where r.tenant_id = m.tenant_id and r.payment_id = m.id and r.status in ('SUCCEEDED', 'PENDING'))`,
  'its status says so': `select m.id, m.status from payment m where (m.status = 'REFUNDED' and refunded <> ${TAKEN})
    or (m.status = 'PARTIALLY_REFUNDED' and not (0 < refunded and refunded < ${TAKEN})) or (m.status = 'PAID' and refunded <> 0)`,
  'nothing is given back of what was never taken': `select m.id, m.status from payment m where m.refunded > 0
    and m.status in ('PENDING', 'REQUIRES_ACTION', 'AUTHORIZED', 'UNKNOWN', 'EXPIRED', 'CANCELLED')`,
  'a refund that succeeded has its time, and no other': `select id from refund where (status = 'SUCCEEDED') <> (settled_at is not null)`,
  'a refund is of its payment’s order': `select r.id from refund r join payment m on m.tenant_id = r.tenant_id and m.id = r.payment_id
    where r.order_id <> m.order_id or r.outlet_id <> m.outlet_id`,
  'cash taken is debt and rounding': `select id from payment where method = 'CASH' and amount + rounding <> tendered - change`,
  'cash given back is never less than nothing, and comes out of a shift': `select id from refund
    where method = 'CASH' and (amount + rounding < 0 or shift_id is null or status <> 'SUCCEEDED')`,
  'only cash is rounded': `select id from refund where method <> 'CASH' and rounding <> 0`,
  'never more money is given back than was taken, and of cash in the end exactly that': `select m.id from payment m
    where ${given(`'RETURN', 'REOPEN', 'NONE'`, 'amount + r.rounding')} > ${TAKEN} + m.rounding
      or (m.method = 'CASH' and m.refunded = m.amount and ${given(`'RETURN', 'REOPEN', 'NONE'`, 'amount + r.rounding')} <> m.amount + m.rounding)`,
  'a refund is worth its parts': `select r.id from refund r where r.parts is not null and r.amount <> (
    select coalesce(sum((w->>'net')::bigint + (w->>'serviceCharge')::bigint + (w->>'tax')::bigint), 0)
    from jsonb_array_elements((r.parts->'lines') || (r.parts->'fees')) w)`,
  'only what is returned for good has parts': `select id from refund where parts is not null and effect <> 'RETURN' and status <> 'SUCCEEDED'`,
  'no unit is given back twice': `select l.id from order_line l join refund r on r.tenant_id = l.tenant_id and r.order_id = l.order_id
      cross join lateral jsonb_array_elements(coalesce(r.parts->'lines', '[]'::jsonb)) w
    where r.status in ('SUCCEEDED', 'PENDING') and (w->>'lineId')::uuid = l.id
    group by l.id, l.quantity having sum((w->>'units')::int) > l.quantity`,
  'nor put back on sale twice, nor without having been taken from it': `select id from order_line where restocked not between 0 and quantity or (restocked > 0 and not stock_taken)`,
  'a credit is what is left of late money and not spent': `select m.id, m.credit from payment m where m.credit is not null and m.credit <> ${TAKEN} - m.refunded - (
    select coalesce(sum(t.amount - (select coalesce(sum(r.amount), 0) from refund r
      where r.tenant_id = t.tenant_id and r.payment_id = t.id and r.status = 'SUCCEEDED' and r.method = 'GIFT_CARD')), 0)
    from payment t where t.tenant_id = m.tenant_id and t.provider = 'credit' and t.provider_reference = m.id::text)`,
  'nor is it ever less than nothing': 'select id from payment where credit < 0',
  'at the demo gateway no more is given back than was captured': `select c.id from demo_charge c
    where (select coalesce(sum(value::bigint), 0) from jsonb_each_text(c.refunds)) > c.captured`,
  'and it has given back what we say': `select r.id from refund r join payment m on m.tenant_id = r.tenant_id and m.id = r.payment_id
      join demo_charge c on c.tenant_id = m.tenant_id and c.id = m.id
    where m.provider = 'demo' and r.status = 'SUCCEEDED' and r.method = m.method and r.user_id is not null
      and (c.refunds->>(r.id::text))::bigint is distinct from r.amount`,
  'events have no gaps': `select stream_id from event join event_stream using (tenant_id, stream_id)
    group by stream_id, head having count(*) <> head or max(sequence) <> head or min(sequence) <> 1`,
};

/** Holds all money of a test's database against the laws. */
export async function expectPaymentLaws(app: TestApp): Promise<void> {
  const broken: Record<string, unknown> = {};
  for (const [law, query] of Object.entries(LAWS)) {
    const found = await app.sql(query);
    if (found.length > 0) broken[law] = found.slice(0, 5);
  }
  expect(broken).toEqual({});
}
