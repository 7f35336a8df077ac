import type { Restaurant } from './restaurant.ts';
import { addProducts, openOutlet } from './restaurant.ts';

const PRODUCTS = 30;
const LINES = 3;
/** 5 % service charge, then 10 % tax on both. Prices are whole thousands, so nothing is rounded. */
const TOTAL_OF_THOUSAND = 1155;

interface Product {
  readonly id: string;
  readonly price: number;
  readonly modifierGroups: readonly { readonly options: readonly { readonly id: string; readonly priceAdjustment: number }[] }[];
}

/** Outlets and products of a measurement's orders. */
export interface OrderCatalogue {
  readonly outletIds: readonly string[];
  readonly products: readonly Product[];
}

/** Creates outlets and a catalogue of 30 products on two stations; every third product tracks stock. */
export async function openForOrders(restaurant: Restaurant, outlets: number): Promise<OrderCatalogue> {
  const outletIds: string[] = [];
  for (let number = 1; number <= outlets; number += 1) outletIds.push((await openOutlet(restaurant, number)).id);
  const categories = Array.from({ length: 3 }, (_, category) => Array.from({ length: PRODUCTS / 3 }, (_, index) => productInput(category * 10 + index)));
  const selection = 'id price modifierGroups { options { id priceAdjustment } }';
  return { outletIds, products: await addProducts<Product>(restaurant, categories, selection) };
}

function productInput(index: number): object {
  return {
    sku: `SKU-${index}`,
    name: `Dish ${index}`,
    price: 15_000 + index * 1000,
    stationCode: index % 2 === 0 ? 'KITCHEN' : null,
    ...(index % 3 === 0 && { trackStock: true, stockQuantity: 100_000_000 }),
    modifierGroups: [
      {
        name: 'Size',
        selectionType: 'SINGLE',
        minSelections: 1,
        maxSelections: 1,
        options: Array.from({ length: 4 }, (_, option) => ({ name: `Size ${option + 1}`, priceAdjustment: option * 2000 })),
      },
    ],
  };
}

export interface OrderInput {
  readonly outletId: string;
  readonly serviceMode: 'TAKEAWAY';
  readonly channel: 'POS';
  readonly lines: readonly OrderLine[];
}

export interface OrderLine {
  readonly productId: string;
  readonly quantity: number;
  readonly modifiers: readonly { readonly optionId: string; readonly quantity: number }[];
}

/** The n-th order: three different products with an option each, and its total. The same n gives every contestant the same order. */
export function orderInput({ outletIds, products }: OrderCatalogue, n: number): { readonly input: OrderInput; readonly total: number } {
  let thousands = 0;
  const lines = Array.from({ length: LINES }, (_, line) => {
    // Steps of 11 and 7 visit all products, and the three lines always have different products.
    const product = at(products, n * 7 + line * 11);
    const option = at(product.modifierGroups[0]?.options ?? [], n + line);
    const quantity = 1 + ((n + line) % 2);
    thousands += (quantity * (product.price + option.priceAdjustment)) / 1000;
    return { productId: product.id, quantity, modifiers: [{ optionId: option.id, quantity: 1 }] };
  });
  return { input: { outletId: at(outletIds, n), serviceMode: 'TAKEAWAY', channel: 'POS', lines }, total: thousands * TOTAL_OF_THOUSAND };
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined) throw new Error('The catalogue is empty.');
  return item;
}

export const PLACE_ORDER = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id number queueNumber status version totals { total } } userErrors { code message field } } }`;
