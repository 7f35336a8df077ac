import type { Context } from '../../kernel/request/context.ts';
import { notFound, UserFailure } from '../../kernel/values/errors.ts';
import { changeTicket } from './change-ticket.ts';
import type { KitchenTicket, KitchenTicketItem } from './ticket.entity.ts';
import { lockTicket, ticketIdOfItem } from './ticket.repository.ts';
import { mayBump, nextStatus, type TicketStatus } from './ticket.status.ts';

export interface BumpTicket {
  readonly ticketId: string;
  readonly version?: number | null;
  readonly to?: TicketStatus | null;
}

/** Moves a whole ticket on: to the next state, or to a named later one. Items that are further on already stay there. */
export async function bumpTicket(ctx: Context, input: BumpTicket): Promise<KitchenTicket> {
  const locked = await lockTicket(ctx, input.ticketId, input.version, ['ticketId']);
  const to = target(locked.ticket.status, input.to);
  return changeTicket(ctx, locked, (item) => (mayBump(item.status, to) ? to : item.status));
}

export interface BumpTicketItem {
  readonly itemId: string;
  readonly version?: number | null;
  readonly to?: TicketStatus | null;
}

/** Moves one item of a ticket on; the ticket follows its items. */
export async function bumpTicketItem(ctx: Context, input: BumpTicketItem): Promise<KitchenTicket> {
  const ticketId = await ticketIdOfItem(ctx, input.itemId);
  if (ticketId === null) throw notFound('Ticket', ['itemId']);
  const locked = await lockTicket(ctx, ticketId, input.version, ['itemId']);
  const bumped = locked.ticket.items.getItems().find(({ id }) => id === input.itemId.toLowerCase()) as KitchenTicketItem;
  const to = target(bumped.status, input.to);
  return changeTicket(ctx, locked, (item) => (item === bumped ? to : item.status));
}

function target(from: TicketStatus, wanted: TicketStatus | null | undefined): TicketStatus {
  const to = wanted ?? nextStatus(from);
  if (to !== null && mayBump(from, to)) return to;
  throw new UserFailure('INVALID_TRANSITION', to === null ? `What is ${from} goes no further.` : `What is ${from} cannot be bumped to ${to}.`, {
    field: ['to'],
    details: { status: from },
  });
}
