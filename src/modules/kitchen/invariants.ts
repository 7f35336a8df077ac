import type { Invariant } from '../../kernel/check-invariants.ts';
import { KEPT_EVENTS } from '../../kernel/invariants.ts';

/** Invariants of tickets, their items and their orders. */
export const kitchenInvariants: readonly Invariant[] = [
  {
    id: 'I6',
    description: 'the last event of a ticket tells how it is',
    sql: `select e.tenant_id, 'ticket ' || e.entity_id, t.status, (e.data->>'status') || ' in event ' || e.sequence
      from (select distinct on (tenant_id, entity_id) * from event where type in ('TICKET_FIRED', 'TICKET_CHANGED') order by tenant_id, entity_id, sequence desc) e
      left join kitchen_ticket t on t.tenant_id = e.tenant_id and t.id = e.entity_id where t.status is distinct from e.data->>'status'`,
  },
  {
    id: 'I9',
    description: 'every version of a ticket is one event, as long as events are kept',
    sql: `select t.tenant_id, 'ticket ' || t.id, t.version || ' events', count(e.sequence) from kitchen_ticket t
      join ${KEPT_EVENTS} kept on kept.tenant_id = t.tenant_id and kept.stream_id = t.outlet_id and t.fired_at > kept.whole_from
      left join event e on e.tenant_id = t.tenant_id and e.entity_id = t.id and e.type in ('TICKET_FIRED', 'TICKET_CHANGED')
      group by t.tenant_id, t.id, t.version having count(e.sequence) <> t.version`,
  },
  {
    id: 'I9',
    description: 'a ticket is what its items are together',
    sql: `select * from (select t.tenant_id, 'ticket ' || t.id, case when bool_and(i.status = 'VOIDED') then 'VOIDED' when bool_and(i.status in ('SERVED', 'VOIDED')) then 'SERVED'
          when bool_and(i.status in ('READY', 'SERVED', 'VOIDED')) then 'READY' when bool_and(i.status in ('QUEUED', 'VOIDED')) then 'QUEUED' else 'PREPARING' end as expected, t.status as found
        from kitchen_ticket t left join kitchen_ticket_item i on i.tenant_id = t.tenant_id and i.ticket_id = t.id group by t.tenant_id, t.id, t.status) t where expected <> found`,
  },
  {
    id: 'I9',
    description: 'a ticket has the times that its status says, one after the other',
    sql: `select tenant_id, 'ticket ' || id, 'the times of ' || status, concat_ws(' → ', fired_at, preparing_at, ready_at, served_at) from kitchen_ticket
      where preparing_at < fired_at or ready_at < preparing_at or served_at < ready_at or not case status
        when 'QUEUED' then num_nonnulls(preparing_at, ready_at, served_at) = 0
        when 'PREPARING' then preparing_at is not null and num_nonnulls(ready_at, served_at) = 0
        when 'READY' then num_nulls(preparing_at, ready_at) = 0 and served_at is null
        when 'SERVED' then num_nulls(preparing_at, ready_at, served_at) = 0
        else true end`,
  },
  {
    id: 'I9',
    description: 'tickets are as far as their order says',
    sql: `select t.tenant_id, 'ticket ' || t.id, 'one of an order that is ' || o.status, t.status from kitchen_ticket t join "order" o on o.tenant_id = t.tenant_id and o.id = t.order_id
      where not case o.status
        when 'PENDING' then false
        when 'CONFIRMED' then t.status in ('QUEUED', 'VOIDED')
        when 'READY' then t.status in ('READY', 'SERVED', 'VOIDED')
        when 'SERVED' then t.status in ('SERVED', 'VOIDED')
        when 'COMPLETED' then t.status in ('SERVED', 'VOIDED')
        when 'CANCELLED' then t.status = 'VOIDED'
        else true end`,
  },
  {
    id: 'I13',
    description: 'an order whose lines are archived has no ticket here',
    sql: `select t.tenant_id, 'ticket ' || t.id, 'no ticket of order ' || o.id, t.status from kitchen_ticket t
      join "order" o on o.tenant_id = t.tenant_id and o.id = t.order_id where o.lines_archived_at is not null`,
  },
];
