import type { Invariant } from '../../kernel/check-invariants.ts';

/** Payments that have settled debt of their order. */
const SETTLED = `('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')`;
/** Payments that may still take money. */
const OPEN = `('PENDING', 'REQUIRES_ACTION', 'AUTHORIZED', 'UNKNOWN')`;
/** Per payment: the amount taken, and the refunded amounts by effect. */
const MONEY = `(select m.*, coalesce(m.captured, m.amount) as taken, coalesce(r.returned, 0) as returned, coalesce(r.given, 0) as given,
    coalesce(r.given_cash, 0) as given_cash, coalesce(r.promised, 0) as promised, coalesce(r.given, 0) - coalesce(r.returned, 0) as reopened
  from payment m left join (
    select tenant_id, payment_id, sum(amount) filter (where status = 'SUCCEEDED' and effect = 'RETURN') as returned,
      sum(amount) filter (where status = 'SUCCEEDED') as given, sum(amount + rounding) filter (where status = 'SUCCEEDED') as given_cash,
      sum(amount) filter (where status in ('SUCCEEDED', 'PENDING')) as promised
    from refund group by tenant_id, payment_id) r on r.tenant_id = m.tenant_id and r.payment_id = m.id)`;

/** Rules that payables, payments, refunds and drawers always meet. */
export const paymentInvariants: readonly Invariant[] = [
  {
    id: 'I3',
    description: 'given back is paid, and paid is at most the total',
    sql: `select tenant_id, 'payable ' || id, '0 <= given back <= paid <= ' || total, refunded || ' of ' || paid from payable where not (0 <= refunded and refunded <= paid and paid <= total)`,
  },
  {
    id: 'I3',
    description: 'paid is what settled, less what was given back to be paid otherwise',
    sql: `select p.tenant_id, 'payable ' || p.id, coalesce(m.counts, 0), p.paid from payable p left join (
        select tenant_id, order_id, sum(case when status in ${SETTLED} then taken - reopened when status in ('CHARGED_BACK', 'FAILED', 'PAID_LATE') then returned else 0 end) as counts
        from ${MONEY} m group by tenant_id, order_id) m on m.tenant_id = p.tenant_id and m.order_id = p.id
      where p.paid <> coalesce(m.counts, 0)`,
  },
  {
    id: 'I3',
    description: 'given back for good is what was returned',
    sql: `select p.tenant_id, 'payable ' || p.id, coalesce(m.returned, 0), p.refunded from payable p left join (
        select tenant_id, order_id, sum(amount) as returned from refund where status = 'SUCCEEDED' and effect = 'RETURN' group by tenant_id, order_id
      ) m on m.tenant_id = p.tenant_id and m.order_id = p.id where p.refunded <> coalesce(m.returned, 0)`,
  },
  {
    id: 'I3',
    description: 'what is kept of an order is at most its total',
    sql: `select p.tenant_id, 'payable ' || p.id, 'at most ' || p.total, sum(m.taken - m.refunded) from payable p join ${MONEY} m on m.tenant_id = p.tenant_id and m.order_id = p.id
      where m.status in ${SETTLED} group by p.tenant_id, p.id, p.total having sum(m.taken - m.refunded) > p.total`,
  },
  {
    id: 'I3',
    description: 'a payment is of a payable that is there, in its currency and at its outlet',
    sql: `select m.tenant_id, 'payment ' || m.id, p.currency || ' at outlet ' || p.outlet_id, m.currency || ' at outlet ' || m.outlet_id
      from payment m left join payable p on p.tenant_id = m.tenant_id and p.id = m.order_id where p.id is null or p.outlet_id <> m.outlet_id or p.currency <> m.currency`,
  },
  {
    id: 'I3',
    description: 'a payment knows what was given back of it',
    sql: `select tenant_id, 'payment ' || id, given, refunded from ${MONEY} m where refunded <> given`,
  },
  {
    id: 'I3',
    description: 'never more is given back or promised than was taken',
    sql: `select tenant_id, 'payment ' || id, 'at most ' || taken, promised from ${MONEY} m where promised > taken`,
  },
  {
    id: 'I3',
    description: 'the status of a payment says what was given back of it',
    sql: `select tenant_id, 'payment ' || id, status, refunded || ' of ' || taken || ' given back' from ${MONEY} m
      where (status = 'REFUNDED' and refunded <> taken) or (status = 'PARTIALLY_REFUNDED' and not (0 < refunded and refunded < taken)) or (status = 'PAID' and refunded <> 0)
        or (refunded > 0 and status in ${OPEN}) or (refunded > 0 and status in ('EXPIRED', 'CANCELLED'))`,
  },
  {
    id: 'I3',
    description: 'one attempt at most of an order and a method may still take its money',
    sql: `select tenant_id, 'order ' || order_id || ' by ' || method, 1, count(*) from payment where status in ${OPEN} and cancelled_at is null and provider <> 'credit'
      group by tenant_id, order_id, method having count(*) > 1`,
  },
  {
    id: 'I3',
    description: 'a refund is of its payment’s order and outlet',
    sql: `select r.tenant_id, 'refund ' || r.id, 'order ' || m.order_id || ' at outlet ' || m.outlet_id, 'order ' || r.order_id || ' at outlet ' || r.outlet_id
      from refund r join payment m on m.tenant_id = r.tenant_id and m.id = r.payment_id where r.order_id <> m.order_id or r.outlet_id <> m.outlet_id`,
  },
  {
    id: 'I3',
    description: 'cash taken is debt and rounding, and nothing else is rounded',
    sql: `select tenant_id, 'payment ' || id, amount + rounding, tendered - change from payment where method = 'CASH' and amount + rounding <> tendered - change
      union all select tenant_id, 'refund ' || id, 0, rounding from refund where method <> 'CASH' and rounding <> 0`,
  },
  {
    id: 'I3',
    description: 'cash given back is never less than nothing, comes out of a shift, and is all there is to give in the end',
    sql: `select tenant_id, 'refund ' || id, 'cash of a shift', status || ' ' || (amount + rounding) || ' of ' || coalesce('shift ' || shift_id, 'none') from refund
        where method = 'CASH' and (amount + rounding < 0 or shift_id is null or status <> 'SUCCEEDED')
      union all select tenant_id, 'payment ' || id, (taken + rounding)::text, given_cash::text from ${MONEY} m
        where given_cash > taken + rounding or (method = 'CASH' and refunded = amount and given_cash <> amount + rounding)`,
  },
  {
    id: 'I3',
    description: 'in a drawer is its float, what was taken and put in, less what was given back and taken out',
    sql: `select * from (select s.tenant_id, 'shift ' || s.id, (s.float
          + (select coalesce(sum(m.amount + m.rounding), 0) from payment m where m.tenant_id = s.tenant_id and m.shift_id = s.id and m.method = 'CASH')
          - (select coalesce(sum(r.amount + r.rounding), 0) from refund r where r.tenant_id = s.tenant_id and r.shift_id = s.id and r.method = 'CASH')
          + (select coalesce(sum(case e.kind when 'PAY_IN' then e.amount when 'PAY_OUT' then -e.amount else 0 end), 0) from shift_entry e
            where e.tenant_id = s.tenant_id and e.shift_id = s.id))::text as expected, s.report->'cash'->>'expected' as found
        from shift s where s.closed_at is not null) s where expected is distinct from found`,
  },
  {
    id: 'I3',
    description: 'an open drawer holds no less than nothing',
    sql: `select * from (select s.tenant_id, 'shift ' || s.id, 'at least 0', s.float
          + (select coalesce(sum(m.amount + m.rounding), 0) from payment m where m.tenant_id = s.tenant_id and m.shift_id = s.id and m.method = 'CASH')
          - (select coalesce(sum(r.amount + r.rounding), 0) from refund r where r.tenant_id = s.tenant_id and r.shift_id = s.id and r.method = 'CASH' and r.status = 'SUCCEEDED')
          + (select coalesce(sum(case e.kind when 'PAY_IN' then e.amount when 'PAY_OUT' then -e.amount else 0 end), 0) from shift_entry e
            where e.tenant_id = s.tenant_id and e.shift_id = s.id) as found
        from shift s where s.closed_at is null) s where found < 0`,
  },
  {
    id: 'I3',
    description: 'a shift is of the outlet of its money, and nothing comes into it after it was closed',
    sql: `select m.tenant_id, 'payment ' || m.id, 'outlet ' || s.outlet_id || ' before ' || coalesce(s.closed_at::text, 'it closes'), 'outlet ' || m.outlet_id || ' at ' || m.settled_at
        from payment m join shift s on s.tenant_id = m.tenant_id and s.id = m.shift_id where s.outlet_id <> m.outlet_id or (m.status in ${SETTLED} and m.settled_at > s.closed_at)
      union all select r.tenant_id, 'refund ' || r.id, 'before ' || s.closed_at, 'at ' || r.settled_at
        from refund r join shift s on s.tenant_id = r.tenant_id and s.id = r.shift_id where r.status = 'SUCCEEDED' and r.settled_at > s.closed_at`,
  },
  {
    id: 'I3',
    description: 'at the demo gateway no more is given back than was captured, and that what we say',
    sql: `select c.tenant_id, 'demo charge ' || c.id, 'at most ' || c.captured, (select sum(value::bigint) from jsonb_each_text(c.refunds))::text from demo_charge c
        where (select coalesce(sum(value::bigint), 0) from jsonb_each_text(c.refunds)) > c.captured
      union all select r.tenant_id, 'refund ' || r.id, r.amount::text, c.refunds->>(r.id::text)
        from refund r join payment m on m.tenant_id = r.tenant_id and m.id = r.payment_id join demo_charge c on c.tenant_id = m.tenant_id and c.id = m.id
        where m.provider = 'demo' and r.status = 'SUCCEEDED' and r.method = m.method and r.user_id is not null and (c.refunds->>(r.id::text))::bigint is distinct from r.amount`,
  },
  {
    id: 'I3',
    description: 'a certificate that counts is known by its number, and one that was given back is free',
    sql: `select tenant_id, 'payment ' || id, status || ' certificate', coalesce(certificate_key, 'no number') from payment
      where certificate_key is not null and (provider <> 'withholding' or status = 'REFUNDED' or certificate_key !~ '^[[:alnum:]]+$')`,
  },
  {
    id: 'I3',
    description: 'the refunds of an order are numbered from 1 without gaps',
    sql: `select tenant_id, 'order ' || order_id, '1 to ' || count(sequence), concat_ws(' to ', min(sequence), max(sequence)) from refund
      group by tenant_id, order_id having max(sequence) <> count(distinct sequence) or min(sequence) <> 1 or (count(sequence) > 0 and count(business_date) < count(sequence))`,
  },
  {
    id: 'I4',
    description: 'a credit is what is left of late money and not spent, and not less than nothing',
    sql: `select m.tenant_id, 'payment ' || m.id, m.taken - m.refunded - coalesce(t.spent, 0), m.credit from ${MONEY} m left join (
        select t.tenant_id, t.provider_reference, sum(t.amount - coalesce(r.back, 0)) as spent from payment t left join (
          select tenant_id, payment_id, sum(amount) as back from refund where status = 'SUCCEEDED' and method = 'GIFT_CARD' group by tenant_id, payment_id
        ) r on r.tenant_id = t.tenant_id and r.payment_id = t.id where t.provider = 'credit' group by t.tenant_id, t.provider_reference
      ) t on t.tenant_id = m.tenant_id and t.provider_reference = m.id::text
      where m.credit is not null and (m.credit < 0 or m.credit <> m.taken - m.refunded - coalesce(t.spent, 0))`,
  },
  {
    id: 'I5',
    description: 'the payment that a key has made is there',
    sql: `select k.tenant_id, k.field || ' by ' || k.actor_id, 'payment ' || k.result_id, 'none' from idempotency_key k
      where k.field in ('payCash', 'startPayment', 'recordWithholding', 'payWithCredit')
        and k.result_id is not null and not exists (select from payment m where m.tenant_id = k.tenant_id and m.id = k.result_id)`,
  },
  {
    id: 'I5',
    description: 'what was tendered has one key at most',
    sql: `select tenant_id, 'payment ' || result_id, '1 key', count(*) || ' keys' from idempotency_key
      where field in ('payCash', 'recordWithholding', 'payWithCredit') group by tenant_id, result_id having count(*) > 1 and result_id is not null`,
  },
  {
    id: 'I6',
    description: 'the last event of a payment tells how it is',
    sql: `select e.tenant_id, 'payment ' || e.entity_id, m.status || ', ' || m.refunded || ' of ' || m.amount || ' given back',
        (e.data->>'status') || ', ' || (e.data->>'refunded') || ' of ' || (e.data->>'amount') || ' given back in event ' || e.sequence
      from (select distinct on (tenant_id, entity_id) * from event where type = 'PAYMENT_CHANGED' order by tenant_id, entity_id, sequence desc) e
      left join payment m on m.tenant_id = e.tenant_id and m.id = e.entity_id
      where (m.status, m.refunded, m.amount) is distinct from (e.data->>'status', (e.data->>'refunded')::bigint, (e.data->>'amount')::bigint)`,
  },
  {
    id: 'I8',
    description: 'what is about a payment is of its tenant',
    sql: `select m.tenant_id, 'payment ' || m.id, 'all of one tenant', 'demo charge of ' || c.tenant_id from payment m join demo_charge c on c.id = m.id and c.tenant_id <> m.tenant_id
      union all select m.tenant_id, 'payment ' || m.id, 'all of one tenant', 'notification of ' || n.tenant_id from payment m join gateway_notification n on n.payment_id = m.id and n.tenant_id <> m.tenant_id`,
  },
  {
    id: 'I9',
    description: 'a payment has the times that its status says',
    sql: `select tenant_id, 'payment ' || id, status, 'settled ' || coalesce(settled_at::text, 'never') from payment
      where (status in ${SETTLED} and settled_at is null) or (status in ${OPEN} and settled_at is not null)`,
  },
  {
    id: 'I9',
    description: 'a refund that succeeded has its time, and no other',
    sql: `select tenant_id, 'refund ' || id, status, 'settled ' || coalesce(settled_at::text, 'never') from refund where (status = 'SUCCEEDED') <> (settled_at is not null)`,
  },
  {
    id: 'I11',
    description: 'secrets of payment accounts, and what is to be asked of providers again, are kept sealed only',
    sql: `select tenant_id, 'gateway account ' || id, 'sealed', 'something else' from gateway_account where sealed_credentials !~ '^[\\w-]+(\\.[\\w-]+){3}$'
      union all select tenant_id, 'request of payment ' || id, 'sealed', 'something else' from payment where sealed_request !~ '^[\\w-]+(\\.[\\w-]+){3}$'`,
  },
];
