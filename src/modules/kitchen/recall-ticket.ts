import type { Context } from '../../kernel/context.ts';
import { Failure } from '../../kernel/failure.ts';
import { changeTicket } from './change-ticket.ts';
import type { KitchenTicket } from './ticket.entity.ts';
import { lockTicket } from './ticket.repository.ts';

export interface RecallTicket {
  readonly ticketId: string;
  readonly version?: number | null;
}

/** Brings a READY or SERVED ticket back to the station, and its order back to being made; never after completion. */
export async function recallTicket(ctx: Context, input: RecallTicket): Promise<KitchenTicket> {
  const locked = await lockTicket(ctx, input.ticketId, input.version, ['ticketId']);
  const { status } = locked.ticket;
  if (status !== 'READY' && status !== 'SERVED') throw notRecalled('A ticket', status);
  if (locked.order.status === 'COMPLETED') throw notRecalled('A ticket of an order', locked.order.status);
  return changeTicket(ctx, locked, (item) => (item.status === 'VOIDED' ? 'VOIDED' : 'PREPARING'));
}

function notRecalled(what: string, status: string): Failure {
  return new Failure('INVALID_TRANSITION', `${what} that is ${status} cannot be recalled.`, { field: ['ticketId'], details: { status } });
}
