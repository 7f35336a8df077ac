import { newId } from '../../../kernel/database/tenant-owned.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { stageInsert } from '../../../kernel/request/staged-inserts.ts';
import { newSecret } from '../../../kernel/secrets/secret-token.ts';
import { checkOptionalText } from '../../../kernel/values/check.ts';
import { actingUser } from '../../identity/index.ts';
import { Product } from '../../menu/index.ts';
import { type Place, type ServiceMode, tableKeyOf } from '../../tenancy/index.ts';
import { Order, OrderLine } from '../model/order.entity.ts';
import { phoneKeyOf } from '../model/phone-key.ts';
import type { PricedLine } from '../model/pricing.ts';
import { snapshotOf } from '../model/pricing-snapshot.ts';
import type { Basket } from '../pricing/basket.ts';
import { confirmOnOf, type Orderer } from '../pricing/orderer.ts';

/** The fields of a new order beside its lines. */
export interface NewOrderData {
  readonly id?: string | null;
  readonly serviceMode: ServiceMode;
  readonly customerName?: string | null;
  readonly customerPhone?: string | null;
  readonly tableName?: string | null;
  readonly notes?: string | null;
  readonly menuVersion?: number | null;
}

/** Makes an order with its lines from a priced basket. They are staged and inserted with all other new rows. */
export function newOrder(ctx: Context, place: Place, orderer: Orderer, input: NewOrderData, basket: Basket, inputHash: string): Order {
  const now = ctx.services.clock.now();
  const { outlet, currency } = place;
  const { pricesIncludeTax, subtotal, discount, serviceCharge, tax, delivery, packaging, tip, total } = basket.pricing;
  const order = stageInsert(ctx, Order, {
    ...{ pricesIncludeTax, subtotal, discount, serviceCharge, tax, delivery, packaging, tip, total },
    ...guestOf(place, orderer, input),
    id: input.id?.toLowerCase() ?? newId(),
    status: 'PENDING',
    outlet,
    serviceMode: input.serviceMode,
    channel: orderer.channel,
    confirmOn: confirmOnOf(orderer, outlet.channelAt(orderer.channel, now).confirmOn),
    currency,
    notes: checkOptionalText(input.notes, ['notes'], { max: 500, lines: true }) ?? null,
    cashier: orderer.customer ? null : actingUser(ctx),
    deviceId: ctx.session.deviceId,
    tokenSecret: newSecret(),
    inputHash,
    menuVersion: input.menuVersion ?? null,
    businessDate: outlet.businessDateOf(now),
    pricing: snapshotOf(basket.pricing, basket.rules, basket.lines, basket.deductions),
    placedAt: now,
  });
  order.paid(0);
  addLines(ctx, order, basket);
  return order;
}

type Guest = Pick<Order, 'customerName' | 'customerSearch' | 'customerPhone' | 'phoneKey' | 'tableName' | 'tableKey'>;

/** The guest's name, phone and table, with their search keys. A customer's name and phone come from the account unless the order gives its own. */
function guestOf(
  { country }: Place,
  { table, customer }: Orderer,
  input: NewOrderData,
): Guest & { diningTable: Orderer['table']; customerUser: Orderer['customer'] } {
  const customerName = checkOptionalText(input.customerName, ['customerName'], { max: 100 }) ?? customer?.name ?? null;
  const customerPhone = checkOptionalText(input.customerPhone, ['customerPhone'], { max: 40 }) ?? customer?.phone ?? null;
  const tableName = table?.name ?? checkOptionalText(input.tableName, ['tableName'], { max: 40 }) ?? null;
  return {
    customerName,
    customerSearch: customerName?.toLowerCase() ?? null,
    customerPhone,
    phoneKey: phoneKeyOf(customerPhone, country),
    tableName,
    tableKey: tableName === null ? null : tableKeyOf(tableName),
    diningTable: table,
    customerUser: customer,
  };
}

function addLines(ctx: Context, order: Order, basket: Basket): void {
  basket.lines.forEach((line, position) => {
    const { total, discount, serviceCharge, tax } = basket.pricing.lines[position] as PricedLine;
    stageInsert(ctx, OrderLine, {
      order,
      position,
      product: ctx.em.getReference(Product, line.productId),
      productName: line.name,
      sku: line.sku,
      quantity: line.quantity,
      measure: line.measure,
      measureUnit: line.measureUnit,
      measurePrice: line.measurePrice,
      unitPrice: line.unitPrice,
      menuPrice: line.override?.menuPrice ?? null,
      total,
      discount,
      serviceCharge,
      tax,
      modifiers: line.modifiers,
      notes: line.notes,
      stationId: line.stationId,
      stockTaken: line.tracksStock,
    });
  });
}
