import type { EntityManager } from '@mikro-orm/postgresql';
import { Outlet } from '../../tenancy/index.ts';
import { Order } from '../model/order.entity.ts';
import { type BoardEntry, boardEntry, LONGEST_ON_BOARD_MS } from './order-board.ts';

const MAX_ENTRIES = 500;
/** All order fields that a board needs. The guest and the prices are not read. */
const SHOWN = ['id', 'queueNumber', 'status', 'paymentStatus', 'serviceMode', 'placedAt', 'confirmedAt', 'readyAt'] as const;

/** The board of an outlet as of `now`, in the order of placing; if there are too many orders, the latest. */
export async function readBoard(em: EntityManager, outletId: string, now: Date): Promise<BoardEntry[]> {
  const minutes = await boardMinutesOf(em, outletId);
  const readySince = new Date(now.getTime() - minutes * 60_000);
  const open = await em.find(
    Order,
    {
      outlet: outletId,
      placedAt: { $gt: new Date(now.getTime() - LONGEST_ON_BOARD_MS) },
      $or: [{ status: { $in: ['CONFIRMED', 'PREPARING'] } }, { status: 'PENDING', paymentStatus: 'PAID' }, { status: 'READY', readyAt: { $gt: readySince } }],
    },
    { fields: SHOWN, orderBy: { placedAt: 'desc', id: 'desc' }, limit: MAX_ENTRIES },
  );
  return open.reverse().flatMap((order) => boardEntry(order, minutes, now) ?? []);
}

/** The board entries of some orders of an outlet; null for an order that the board does not show. */
export async function boardEntriesOf(em: EntityManager, outletId: string, orderIds: readonly string[], now: Date): Promise<Map<string, BoardEntry | null>> {
  const minutes = await boardMinutesOf(em, outletId);
  const orders = await em.find(Order, { id: { $in: [...orderIds] } }, { fields: SHOWN });
  return new Map(orders.map((order) => [order.id, boardEntry(order, minutes, now)]));
}

/** Whether an entry has left the outlet's board by the clock alone since the event `after`. */
export async function hasLeftBoard(em: EntityManager, tenantId: string, outletId: string, after: number, now: Date): Promise<boolean> {
  const [row] = await em.execute<{ left: boolean }[]>(HAS_LEFT, [tenantId, outletId, after, now, LONGEST_ON_BOARD_MS / 1000]);
  return row?.left ?? false;
}

async function boardMinutesOf(em: EntityManager, outletId: string): Promise<number> {
  return (await em.findOneOrFail(Outlet, { id: outletId }, { fields: ['boardMinutes'] })).boardMinutes;
}

const HAS_LEFT = `
with given as (select ?::uuid as tenant_id, ?::uuid as outlet_id, ?::int as after, ?::timestamptz as now, make_interval(secs => ?) as longest),
seen as (select g.*, e.occurred_at as since, o.board_minutes * interval '1 minute' as ready
  from given g join event e on e.tenant_id = g.tenant_id and e.stream_id = g.outlet_id and e.sequence = g.after
  join outlet o on o.tenant_id = g.tenant_id and o.id = g.outlet_id)
select exists (
  select from seen s join "order" o on o.tenant_id = s.tenant_id and o.outlet_id = s.outlet_id
    and o.placed_at > s.since - s.longest and o.status in ('PENDING', 'CONFIRMED', 'PREPARING', 'READY')
  where least(o.placed_at + s.longest, case when o.status = 'READY' then o.ready_at + s.ready end) between s.since and s.now
) as left`;
