import { v7 as newId } from 'uuid';
import type { OrderInput } from '../order-catalogue.ts';

export interface OutletRow {
  readonly code: string;
  readonly tax_rate: number;
  readonly service_charge_rate: number;
  readonly prices_include_tax: boolean;
  readonly currency: string;
  readonly business_date: string;
  readonly stations: readonly { readonly id: string; readonly code: string; readonly isDefault: boolean }[];
}

export interface ProductRow {
  readonly id: string;
  readonly name: string;
  readonly sku: string;
  readonly track_stock: boolean;
  readonly station_code: string | null;
  readonly sold: boolean;
  readonly price: number;
}

export interface OptionRow {
  readonly product_id: string;
  readonly group_id: string;
  readonly min_selections: number;
  readonly max_selections: number;
  readonly id: string;
  readonly name: string;
  readonly price_adjustment: number;
  readonly available: boolean;
}

interface LineRow {
  readonly id: string;
  readonly position: number;
  readonly product_id: string;
  readonly product_name: string;
  readonly sku: string;
  readonly quantity: number;
  readonly unit_price: number;
  readonly total: number;
  readonly service_charge: number;
  readonly tax: number;
  readonly modifiers: readonly object[];
  readonly station_id: string;
  readonly stock_taken: boolean;
}

interface Ticket {
  readonly id: string;
  readonly station_id: string;
  readonly items: readonly object[];
}

export interface PricedOrder {
  readonly lines: readonly LineRow[];
  readonly totals: { readonly subtotal: number; readonly serviceCharge: number; readonly tax: number; readonly total: number };
  readonly tickets: readonly Ticket[];
}

/** Minimal checks, pricing and routing of an order: only the rules that the bench's orders can meet. */
export function priced(input: Pick<OrderInput, 'lines'>, outlet: OutletRow, products: readonly ProductRow[], options: readonly OptionRow[]): PricedOrder {
  const byId = new Map(products.map((product) => [product.id, product]));
  const lines = input.lines.map((line, position) => {
    const product = byId.get(line.productId);
    if (!product?.sold) throw new Error('PRODUCT_UNAVAILABLE');
    const modifiers = chosen(
      line,
      options.filter((option) => option.product_id === product.id),
    );
    const unitPrice = modifiers.reduce((sum, modifier) => sum + modifier.priceAdjustment * modifier.quantity, product.price);
    return { product, position, quantity: line.quantity, modifiers, unitPrice, total: unitPrice * line.quantity, station: stationOf(product, outlet) };
  });
  const subtotal = lines.reduce((sum, line) => sum + line.total, 0);
  const serviceCharge = percentOf(subtotal, outlet.service_charge_rate);
  const tax = percentOf(subtotal + serviceCharge, outlet.tax_rate);
  const share = (amount: number, index: number): number => {
    const until = (count: number): number => Math.floor((amount * lines.slice(0, count).reduce((sum, line) => sum + line.total, 0)) / subtotal);
    return until(index + 1) - until(index);
  };
  const rows = lines.map(({ product, position, quantity, modifiers, unitPrice, total, station }, index) => ({
    id: newId(),
    position,
    product_id: product.id,
    product_name: product.name,
    sku: product.sku,
    quantity,
    unit_price: unitPrice,
    total,
    service_charge: share(serviceCharge, index),
    tax: share(tax, index),
    modifiers,
    station_id: station,
    stock_taken: product.track_stock,
  }));
  return { lines: rows, totals: { subtotal, serviceCharge, tax, total: subtotal + serviceCharge + tax }, tickets: ticketsOf(rows) };
}

function chosen(line: OrderInput['lines'][number], offered: readonly OptionRow[]): { name: string; quantity: number; priceAdjustment: number }[] {
  const units = new Map<string, number>();
  const modifiers = line.modifiers.map(({ optionId, quantity }) => {
    const option = offered.find(({ id }) => id === optionId);
    if (!option?.available) throw new Error('MODIFIER_RULE');
    units.set(option.group_id, (units.get(option.group_id) ?? 0) + quantity);
    return { optionId, name: option.name, quantity, priceAdjustment: option.price_adjustment, text: null };
  });
  for (const { group_id, min_selections, max_selections } of offered) {
    const count = units.get(group_id) ?? 0;
    if (count < min_selections || count > max_selections) throw new Error('MODIFIER_RULE');
  }
  return modifiers;
}

function stationOf(product: ProductRow, outlet: OutletRow): string {
  const station = outlet.stations.find(({ code, isDefault }) => (product.station_code === null ? isDefault : code === product.station_code));
  if (!station) throw new Error('UNROUTED_ITEM');
  return station.id;
}

function percentOf(amount: number, rate: number): number {
  return Math.floor((amount * rate + 5000) / 10_000);
}

function ticketsOf(lines: readonly LineRow[]): Ticket[] {
  const stations = [...new Set(lines.map((line) => line.station_id))];
  return stations.map((stationId) => {
    const id = newId();
    const own = lines.filter((line) => line.station_id === stationId);
    const items = own.map((line, position) => ({
      id: newId(),
      ticket_id: id,
      line_id: line.id,
      position,
      name: line.product_name,
      quantity: line.quantity,
      modifiers: line.modifiers,
    }));
    return { id, station_id: stationId, items };
  });
}
