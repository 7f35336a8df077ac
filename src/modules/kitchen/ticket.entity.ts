import { defineEntity, type Opt, p } from '@mikro-orm/core';
import { tenantTable, toOne } from '../../kernel/database/tenant-owned.ts';
import type { MeasureUnit, Thousandths } from '../../kernel/values/measure.ts';
import { Order, OrderLine } from '../ordering/index.ts';
import { KitchenStation, Outlet } from '../tenancy/index.ts';
import { type TicketStatus, ticketStatus } from './ticket.status.ts';

/** A modifier as the cook reads it. */
export interface TicketModifier {
  readonly name: string;
  readonly quantity: number;
  readonly text: string | null;
  /** Missing on tickets of earlier releases, like optionId. */
  readonly groupName: string | undefined;
  readonly optionId: string | undefined;
}

const KitchenTicketSchema = defineEntity({
  ...tenantTable,
  name: 'KitchenTicket',
  tableName: 'kitchen_ticket',
  indexes: [{ properties: ['tenantId', 'order'] }, { properties: ['tenantId', 'station', 'firedAt'] }],
  properties: {
    order: () => toOne(Order),
    outlet: () => toOne(Outlet),
    station: () => toOne(KitchenStation),
    status: p.text().$type<TicketStatus>().default('QUEUED').check("status in ('QUEUED', 'PREPARING', 'READY', 'SERVED', 'VOIDED')"),
    version: p.integer().version(),
    firedAt: p.datetime(),
    preparingAt: p.datetime().nullable(),
    readyAt: p.datetime().nullable(),
    servedAt: p.datetime().nullable(),
    updatedAt: p
      .datetime()
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
    items: () => p.oneToMany(KitchenTicketItem).mappedBy('ticket').orderBy({ position: 'asc' }),
  },
});

/** What one station makes for one order. Queue number, table and guest are the order's. */
export class KitchenTicket extends KitchenTicketSchema.class {
  /** Takes the state that its items have together, and records the time. Always raises the version. */
  follow(now: Date): void {
    const status = ticketStatus(this.items.getItems().map((item) => item.status));
    // After a recall the ticket reaches these states again.
    if (status === 'QUEUED') this.preparingAt = null;
    if (status === 'QUEUED' || status === 'PREPARING') this.readyAt = this.servedAt = null;
    if (status === 'PREPARING' || status === 'READY' || status === 'SERVED') this.preparingAt ??= now;
    if (status === 'READY' || status === 'SERVED') this.readyAt ??= now;
    if (status === 'SERVED') this.servedAt ??= now;
    this.status = status;
    this.updatedAt = now;
  }
}
KitchenTicketSchema.setClass(KitchenTicket);

const KitchenTicketItemSchema = defineEntity({
  ...tenantTable,
  name: 'KitchenTicketItem',
  tableName: 'kitchen_ticket_item',
  indexes: [{ properties: ['tenantId', 'ticket', 'position'] }, { properties: ['tenantId', 'line'] }],
  properties: {
    ticket: () => toOne(KitchenTicket),
    line: () => toOne(OrderLine),
    position: p.integer(),
    name: p.text(),
    quantity: p.integer(),
    /** Amount of measureUnit in the one unit; null: sold by pieces. */
    measure: p.integer().$type<Thousandths>().nullable(),
    measureUnit: p.text().$type<MeasureUnit>().default('PIECE'),
    modifiers: p.json<readonly TicketModifier[]>(),
    notes: p.text().nullable(),
    status: p.text().$type<TicketStatus>().default('QUEUED').check("status in ('QUEUED', 'PREPARING', 'READY', 'SERVED', 'VOIDED')"),
  },
});

/** One line of the order, as the station makes it. */
export class KitchenTicketItem extends KitchenTicketItemSchema.class {
  get lineId(): Opt<string> {
    return this.line.id;
  }
}
KitchenTicketItemSchema.setClass(KitchenTicketItem);
