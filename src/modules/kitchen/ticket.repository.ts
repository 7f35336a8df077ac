import { LockMode } from '@mikro-orm/core';
import type { EntityManager, FilterQuery } from '@mikro-orm/postgresql';
import type { Context } from '../../kernel/request/context.ts';
import { reaches } from '../../kernel/request/session.ts';
import { requireVersion } from '../../kernel/values/check.ts';
import { type FieldPath, notFound } from '../../kernel/values/errors.ts';
import { lockOrder, type Order } from '../ordering/index.ts';
import { isId, KitchenStation } from '../tenancy/index.ts';
import { KitchenTicket, KitchenTicketItem } from './ticket.entity.ts';
import { openStatuses, type TicketStatus } from './ticket.status.ts';

/** What a display shows of a ticket, loaded together with it. */
const SHOWN = ['items', 'order', 'station'] as const;
const MAX_TICKETS = 500;

/**
 * Tickets of stations in the order of firing; default states: those that displays show. If there are too many, only the oldest
 * are returned; if done states are included, only the latest.
 */
export async function ticketsOfStations(
  em: EntityManager,
  stationIds: readonly string[],
  statuses: readonly TicketStatus[] = openStatuses,
): Promise<KitchenTicket[]> {
  const where: FilterQuery<KitchenTicket> = { station: { $in: [...stationIds] }, status: { $in: [...statuses] } };
  const order = statuses.every((status) => openStatuses.includes(status)) ? 'asc' : 'desc';
  const tickets = await em.find(KitchenTicket, where, { populate: SHOWN, orderBy: { firedAt: order, id: order }, limit: MAX_TICKETS });
  return order === 'asc' ? tickets : tickets.reverse();
}

/** The open tickets at the stations of an outlet that `includes` accepts, also stations created recently. */
export async function openTicketsOfOutlet(em: EntityManager, outletId: string, includes: (stationId: string) => boolean): Promise<KitchenTicket[]> {
  const stations = await em.find(KitchenStation, { outlet: outletId }, { fields: ['id'] });
  return ticketsOfStations(
    em,
    stations.map(({ id }) => id).filter((id) => includes(id)),
  );
}

/** Tickets by id, for a feed. */
export async function ticketsById(em: EntityManager, ids: readonly string[]): Promise<Map<string, KitchenTicket>> {
  const tickets = await em.find(KitchenTicket, { id: { $in: [...ids] } }, { populate: SHOWN, strategy: 'joined' });
  return new Map(tickets.map((ticket) => [ticket.id, ticket]));
}

/** The tickets of orders, in the order of firing. */
export function ticketsOfOrders(em: EntityManager, orderIds: readonly string[]): Promise<KitchenTicket[]> {
  return em.find(KitchenTicket, { order: { $in: [...orderIds] } }, { populate: ['items', 'station'], orderBy: { firedAt: 'asc', id: 'asc' } });
}

/** A ticket with its order and all tickets of that order. They are locked in this order: order, then tickets. */
export interface LockedTicket {
  readonly ticket: KitchenTicket;
  readonly order: Order;
  readonly all: readonly KitchenTicket[];
}

/**
 * Locks a ticket in the caller's reach for a change.
 * @throws NOT_FOUND; STALE_VERSION when it is no longer the version that the client saw
 */
export async function lockTicket(ctx: Context, ticketId: string, version: number | null | undefined, field: FieldPath): Promise<LockedTicket> {
  const seen = isId(ticketId) ? await ctx.em.findOne(KitchenTicket, { id: ticketId }) : null;
  if (!seen || !reaches(ctx.session.outletIds, seen.outlet.id) || !reaches(ctx.session.stationIds, seen.station.id)) throw notFound('Ticket', field);
  const order = await lockOrder(ctx, seen.order.id, null, field);
  const all = await lockTicketsOf(ctx, order.id);
  const ticket = all.find(({ id }) => id === seen.id);
  if (!ticket) throw notFound('Ticket', field);
  requireVersion('ticket', ticket, version);
  return { ticket, order, all };
}

/** The tickets of an order with their items, locked in the order of their ids and read again. */
export async function lockTicketsOf(ctx: Context, orderId: string): Promise<KitchenTicket[]> {
  const tickets = await ctx.em.find(KitchenTicket, { order: orderId }, { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' }, refresh: true });
  await ctx.em.populate(tickets, ['items'], { refresh: true });
  return tickets;
}

/** Id of the ticket that an item belongs to; null: no such item. */
export async function ticketIdOfItem(ctx: Context, itemId: string): Promise<string | null> {
  const item = isId(itemId) ? await ctx.em.findOne(KitchenTicketItem, { id: itemId }) : null;
  return item?.ticket.id ?? null;
}
