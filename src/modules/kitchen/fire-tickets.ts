import { newId } from '../../kernel/database/tenant-owned.ts';
import type { Context } from '../../kernel/request/context.ts';
import { recordEvent } from '../../kernel/request/record-event.ts';
import { stageInsert } from '../../kernel/request/staged-inserts.ts';
import type { Order } from '../ordering/index.ts';
import { KitchenStation } from '../tenancy/index.ts';
import { KitchenTicket, KitchenTicketItem } from './ticket.entity.ts';
import { ticketEvent } from './ticket-event.ts';

/** Fires a confirmed order: one ticket per station that makes something of it. */
export async function fireTickets(ctx: Context, order: Order): Promise<void> {
  const now = ctx.services.clock.now();
  const lines = (await order.lines.loadItems()).filter((line) => line.stationId != null && !line.voided);
  for (const [stationId, made] of Map.groupBy(lines, (line) => String(line.stationId))) {
    const ticket = stageInsert(ctx, KitchenTicket, {
      id: newId(),
      order,
      outlet: order.outlet,
      station: ctx.em.getReference(KitchenStation, stationId),
      firedAt: now,
      updatedAt: now,
    });
    made.forEach((line, position) => {
      stageInsert(ctx, KitchenTicketItem, {
        ticket,
        line,
        position,
        name: line.productName,
        quantity: line.quantity,
        measure: line.measure,
        measureUnit: line.measureUnit,
        modifiers: line.modifiers.map(({ priceAdjustment: _, ...modifier }) => modifier),
        notes: line.notes,
      });
    });
    recordEvent(ctx, ticketEvent('TICKET_FIRED', ticket));
  }
}
