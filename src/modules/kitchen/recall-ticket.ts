import { audit } from '../../kernel/request/audit.ts';
import type { Context } from '../../kernel/request/context.ts';
import { invalid } from '../../kernel/values/check.ts';
import { type FieldPath, notFound, UserFailure } from '../../kernel/values/errors.ts';
import { changeTicket } from './change-ticket.ts';
import type { KitchenTicket, KitchenTicketItem } from './ticket.entity.ts';
import { type LockedTicket, lockTicket, ticketIdOfItem } from './ticket.repository.ts';
import { itemRecalls, type TicketStatus } from './ticket.status.ts';

export interface RecallTicket {
  readonly ticketId: string;
  readonly version?: number | null;
  /** PREPARING or QUEUED; null: PREPARING. */
  readonly to?: TicketStatus | null;
}

/**
 * Moves a ticket back, and its order with it; never after completion. Back to PREPARING: a READY or SERVED ticket. Back to
 * QUEUED: a PREPARING or READY ticket of which no item is served.
 */
export async function recallTicket(ctx: Context, input: RecallTicket): Promise<KitchenTicket> {
  const to = input.to ?? 'PREPARING';
  if (to !== 'PREPARING' && to !== 'QUEUED') throw invalid(['to'], 'must be PREPARING or QUEUED.');
  const locked = await lockTicket(ctx, input.ticketId, input.version, ['ticketId']);
  const { status, items } = locked.ticket;
  const back: readonly TicketStatus[] = to === 'QUEUED' ? ['PREPARING', 'READY'] : ['READY', 'SERVED'];
  if (!back.includes(status)) throw notRecalled('A ticket', status, ['ticketId']);
  if (to === 'QUEUED' && items.getItems().some((item) => item.status === 'SERVED')) throw notRecalled('A ticket with an item', 'SERVED', ['to']);
  if (locked.order.status === 'COMPLETED') throw notRecalled('A ticket of an order', locked.order.status, ['ticketId']);
  return takeBack(ctx, locked, (item) => (item.status === 'VOIDED' ? 'VOIDED' : to));
}

export interface RecallTicketItem {
  readonly itemId: string;
  readonly version?: number | null;
  /** PREPARING or QUEUED; null: one step back. */
  readonly to?: TicketStatus | null;
}

/** Takes back the bump of one item; the ticket follows its items, the order its tickets. */
export async function recallTicketItem(ctx: Context, input: RecallTicketItem): Promise<KitchenTicket> {
  const ticketId = await ticketIdOfItem(ctx, input.itemId);
  if (ticketId === null) throw notFound('Ticket', ['itemId']);
  const locked = await lockTicket(ctx, ticketId, input.version, ['itemId']);
  const recalled = locked.ticket.items.getItems().find(({ id }) => id === input.itemId.toLowerCase()) as KitchenTicketItem;
  const { status } = recalled;
  const allowed = itemRecalls(status);
  const to = input.to ?? allowed[0];
  if (to === undefined) throw notRecalled('An item', status, ['itemId']);
  if (!allowed.includes(to)) throw refused(`An item that is ${status} can be recalled to: ${allowed.join(', ') || 'nothing'}.`, status, ['to']);
  return takeBack(ctx, locked, (item) => (item === recalled ? to : item.status));
}

function notRecalled(what: string, status: string, field: FieldPath): UserFailure {
  return refused(`${what} that is ${status} cannot be recalled.`, status, field);
}

function refused(message: string, status: string, field: FieldPath): UserFailure {
  return new UserFailure('INVALID_TRANSITION', message, { field, details: { status } });
}

/** A recall restores the right to cancel, and stock. So the audit log records who recalled what. */
async function takeBack(ctx: Context, locked: LockedTicket, stateOf: (item: KitchenTicketItem) => TicketStatus): Promise<KitchenTicket> {
  const before = auditValuesOf(locked);
  const ticket = await changeTicket(ctx, locked, stateOf);
  const about = { outletId: ticket.outlet.id, entityType: 'KitchenTicket', entityId: ticket.id };
  await audit(ctx, { action: 'TICKET_RECALLED', ...about, before, after: auditValuesOf(locked) });
  return ticket;
}

function auditValuesOf({ ticket, order }: LockedTicket): {
  readonly status: string;
  readonly items: string;
  readonly orderId: string;
  readonly orderStatus: string;
} {
  const items = ticket.items.getItems().map(({ quantity, name, status }) => `${quantity} × ${name}: ${status}`);
  return { status: ticket.status, items: items.join(', '), orderId: order.id, orderStatus: order.status };
}
