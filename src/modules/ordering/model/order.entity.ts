import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable, tenantTableOfChosenIds, toOne } from '../../../kernel/database/tenant-owned.ts';
import { formatToken } from '../../../kernel/secrets/secret-token.ts';
import { type FieldPath, UserFailure } from '../../../kernel/values/errors.ts';
import type { MeasureUnit, Thousandths } from '../../../kernel/values/measure.ts';
import { User } from '../../identity/index.ts';
import { Product } from '../../menu/index.ts';
import { type Channel, type ConfirmOn, DiningTable, Outlet, type ServiceMode } from '../../tenancy/index.ts';
import {
  dueOf,
  mayBecome,
  mayBeRecalled,
  type OrderPaymentStatus,
  type OrderStatus,
  refusedTransition,
  statesBetween,
  statusOfPayments,
} from './order.status.ts';
import type { LineModifier, PricingSnapshot } from './pricing-snapshot.ts';

const OrderSchema = defineEntity({
  ...tenantTableOfChosenIds,
  name: 'Order',
  tableName: 'order',
  uniques: [{ properties: ['tenantId', 'number'] }, { properties: ['tenantId', 'outlet', 'businessDate', 'queueNumber'] }],
  // Migrations add more indexes by hand: for open bills; for orders that are not completed; by channel and service mode; by
  // phone, table, cashier, device and customer, of orders that have one.
  indexes: [
    { properties: ['tenantId', 'outlet', 'placedAt', 'id'] },
    { properties: ['tenantId', 'placedAt', 'id'] },
    { properties: ['tenantId', 'updatedAt', 'id'] },
    { properties: ['tenantId', 'total', 'id'] },
    { properties: ['tenantId', 'queueNumber', 'id'] },
  ],
  properties: {
    /** Set together with queueNumber, by numberOrder. */
    number: p.text().nullable(),
    queueNumber: p.integer().nullable(),
    businessDate: p.date().nullable(),
    status: p.text().$type<OrderStatus>().check("status in ('DRAFT', 'PENDING', 'CONFIRMED', 'PREPARING', 'READY', 'SERVED', 'COMPLETED', 'CANCELLED')"),
    paymentStatus: p
      .text()
      .$type<OrderPaymentStatus>()
      .default('UNPAID')
      .check("payment_status in ('UNPAID', 'PARTIALLY_PAID', 'PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')"),
    version: p.integer().version(),
    outlet: () => toOne(Outlet),
    serviceMode: p.text().$type<ServiceMode>(),
    channel: p.text().$type<Channel>(),
    confirmOn: p.text().$type<ConfirmOn>(),
    currency: p.text(),
    customerName: p.text().nullable(),
    customerPhone: p.text().nullable(),
    /** The name in lower case, for prefix search. */
    customerSearch: p.text().nullable().collation('C'),
    /** The phone number in normal form, for comparison. */
    phoneKey: p.text().nullable(),
    tableName: p.text().nullable(),
    /** The table's name in normal form, for comparison. */
    tableKey: p.text().nullable(),
    /** The table whose QR code the guest used. */
    diningTable: () => toOne(DiningTable).nullable(),
    notes: p.text().nullable(),
    /** The signed-in customer who ordered; null: staff or a guest ordered. */
    customerUser: () => toOne(User).nullable(),
    cashier: () => toOne(User).nullable(),
    deviceId: p.uuid().nullable(),
    /** Secret part of the token by which a guest follows the order. */
    tokenSecret: p.text(),
    /** SHA-256 of the input that placed the order: the same id with another input is refused. */
    inputHash: p.text(),
    menuVersion: p.integer().nullable(),
    pricesIncludeTax: p.boolean(),
    subtotal: p.bigint('number'),
    discount: p.bigint('number'),
    serviceCharge: p.bigint('number'),
    tax: p.bigint('number'),
    delivery: p.bigint('number').default(0),
    packaging: p.bigint('number').default(0),
    tip: p.bigint('number').default(0),
    total: p.bigint('number').check('total >= 0'),
    paidAmount: p.bigint('number').default(0),
    /** The part of paidAmount that was refunded for good. It is not due again. */
    refundedAmount: p.bigint('number').default(0),
    /** Rates and every intermediate amount: an order keeps what it was priced with. */
    pricing: p.json<PricingSnapshot>(),
    placedAt: p.datetime(),
    confirmedAt: p.datetime().nullable(),
    preparingAt: p.datetime().nullable(),
    readyAt: p.datetime().nullable(),
    servedAt: p.datetime().nullable(),
    completedAt: p.datetime().nullable(),
    cancelledAt: p.datetime().nullable(),
    cancelReason: p.text().nullable(),
    /** When the lines and the kitchen tickets were moved into the archive; null: they are here. */
    linesArchivedAt: p.datetime().nullable(),
    /** The archive that has them. */
    linesArchive: p.uuid().nullable(),
    updatedAt: p
      .datetime()
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
    lines: () => p.oneToMany(OrderLine).mappedBy('order').orderBy({ position: 'asc' }),
  },
});

/** The field that holds the time at which the order reached a state. */
const TIMES = {
  PENDING: 'placedAt',
  CONFIRMED: 'confirmedAt',
  PREPARING: 'preparingAt',
  READY: 'readyAt',
  SERVED: 'servedAt',
  COMPLETED: 'completedAt',
  CANCELLED: 'cancelledAt',
} as const;

/** What a guest has ordered at an outlet. */
export class Order extends OrderSchema.class {
  /**
   * Moves the order to a state and records the times of the states on the way. Going back clears the times of the states that
   * the order will reach again.
   * @throws INVALID_TRANSITION, which says what to do first
   */
  become(to: Exclude<OrderStatus, 'DRAFT'>, now: Date, field: FieldPath = ['orderId']): void {
    const { status } = this;
    if (!mayBecome(status, to, this.serviceMode)) {
      const { message, first } = refusedTransition(status, to);
      throw new UserFailure('INVALID_TRANSITION', message, { field, details: { status, first } });
    }
    this.status = to;
    if (to === 'CANCELLED') {
      this.cancelledAt = now;
      this.paymentStatus = statusOfPayments(this);
      return;
    }
    for (const state of statesBetween(status, to)) this[TIMES[state as keyof typeof TIMES]] ??= now;
    forgetTimes(this, to, status);
  }

  /** Goes back to CONFIRMED: the kitchen has recalled what it had begun by mistake. */
  takeBack(): void {
    const { status } = this;
    if (!mayBeRecalled(status)) throw new UserFailure('INVALID_TRANSITION', `An order that is ${status} cannot be taken back.`, { details: { status } });
    this.status = 'CONFIRMED';
    forgetTimes(this, 'CONFIRMED', status);
  }

  /** Amount still to be paid; 0 once the order is cancelled. */
  due(): number {
    return dueOf(this);
  }

  /** Takes over the amounts that its payments have settled and that were refunded for good. */
  paid(amount: number, refunded = 0): void {
    this.paidAmount = amount;
    this.refundedAmount = refunded;
    this.paymentStatus = statusOfPayments(this);
  }

  /** The queue number. Every placed order has one. */
  placedNumber(): number {
    if (this.queueNumber == null) throw new Error(`The order ${this.id} has no queue number.`);
    return this.queueNumber;
  }

  /** Token with which a guest follows the order. It starts with the tenant. */
  publicToken(): string {
    return formatToken({ realm: this.tenantId, id: this.id, secret: this.tokenSecret });
  }
}
OrderSchema.setClass(Order);

/** Clears the times of the states after `from`, up to `through`: the order will reach them again. */
function forgetTimes(order: Order, from: OrderStatus, through: OrderStatus): void {
  for (const state of statesBetween(from, through)) order[TIMES[state as 'PREPARING' | 'READY' | 'SERVED']] = null;
}

const OrderLineSchema = defineEntity({
  ...tenantTable,
  name: 'OrderLine',
  tableName: 'order_line',
  indexes: [{ properties: ['tenantId', 'order', 'position'] }],
  properties: {
    order: () => toOne(Order),
    position: p.integer(),
    product: () => toOne(Product),
    productName: p.text(),
    sku: p.text(),
    quantity: p.integer().check('quantity between 1 and 9999'),
    /** How much of measureUnit was sold, as one unit; null: sold by pieces. */
    measure: p
      .integer()
      .$type<Thousandths>()
      .nullable()
      .check("(measure is null) = (measure_unit = 'PIECE') and (measure is null or quantity = 1) and measure between 1 and 999000"),
    measureUnit: p.text().$type<MeasureUnit>().default('PIECE').check("measure_unit in ('PIECE', 'KG', 'G', 'L', 'ML', 'M')"),
    /** The menu's price of one measureUnit, without modifiers; null: sold by pieces. */
    measurePrice: p.bigint('number').nullable(),
    /** Includes the modifiers. */
    unitPrice: p.bigint('number').check('unit_price >= 0'),
    /** The menu's unit price when staff set another one; else null. */
    menuPrice: p.bigint('number').nullable(),
    /** unitPrice × quantity, before discount. */
    total: p.bigint('number'),
    discount: p.bigint('number'),
    /** Shares of the order's service charge and tax. All lines' shares sum to the order's amounts, less the tax of fees. */
    serviceCharge: p.bigint('number'),
    tax: p.bigint('number'),
    modifiers: p.json<readonly LineModifier[]>(),
    notes: p.text().nullable(),
    voided: p.boolean().default(false),
    /** The station that makes it; null: no kitchen does. */
    stationId: p.uuid().nullable(),
    /** Whether its units were taken from stock. */
    stockTaken: p.boolean().default(false),
    /** Units that a refund has put back on sale. */
    restocked: p.integer().default(0),
    /** When the kitchen began the line: from then on its stock is used up. */
    startedAt: p.datetime().nullable(),
  },
});

/** A line as it was sold. Name, price and modifiers are copies, because the menu may change. */
export class OrderLine extends OrderLineSchema.class {
  /** Stock that `units` of the line take: pieces, or thousandths of measureUnit. */
  stockOf(units: number): number {
    return units * (this.measure ?? 1);
  }
}
OrderLineSchema.setClass(OrderLine);

/** Records that the kitchen began lines, or that they were handed over without that: their stock does not come back. */
export function markLinesStarted(lines: readonly OrderLine[], now: Date): void {
  for (const line of lines) line.startedAt ??= now;
}

/** Clears the start of lines. Until the kitchen begins them again, a cashier may cancel them and their stock comes back. */
export function unmarkLinesStarted(lines: readonly OrderLine[]): void {
  for (const line of lines) line.startedAt = null;
}
