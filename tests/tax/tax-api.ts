import { randomUUID } from 'node:crypto';
import { addOutlet, addProduct, addStation, type Client, mutationOf, type Restaurant } from '../kit/index.ts';

const ERRORS = 'userErrors { code field message details }';
const RATES = 'rates { taxGroup name rate baseNumerator baseDenominator validFrom validUntil active }';
export const REGIME = `id name preset defaultGroup ${RATES} withholding { rate above }`;
export const TAXES = 'taxes { taxGroup name rate baseNumerator baseDenominator isDefault }';
export const TOTALS = `totals { pricesIncludeTax subtotal serviceChargeBase serviceCharge taxes { name rate base amount } tax
  delivery deliveryTax packaging packagingTax total }`;
const LINES = 'quantity unitPrice total net serviceCharge tax taxName taxRate finalTotal';

export const CREATE = mutationOf('createTaxRegime', REGIME);
export const UPDATE = mutationOf('updateTaxRegime', REGIME);
export const DELETE = mutationOf('deleteTaxRegime');
const ASSIGNED = `id taxRegime { id name } ${TAXES}`;
export const ASSIGN = mutationOf('setOutletTaxRegime', ASSIGNED);
export const READ = `query ($id: ID!) { taxRegime(id: $id) { ${REGIME} } }`;
export const PRICE = `query ($input: PriceOrderInput!) { priceOrder(input: $input) { quote { lines { ${LINES} } ${TOTALS} cashRounding { step rounding total } } ${ERRORS} } }`;
export const PLACE = mutationOf('placeOrder', `id lines { ${LINES} } ${TOTALS}`);
export const CALCULATE = `query ($input: CalculateTaxInput!) { calculateTax(input: $input) { calculation { currency { code } date pricesIncludeTax
  net serviceChargeBase serviceCharge taxes { name rate base amount } tax total lines { net serviceCharge tax taxName taxRate total }
  withholding { rate base amount toPay } } ${ERRORS} } }`;

type Input = Readonly<Record<string, unknown>>;

/** A rate in the form of the input. */
export const rate = (taxGroup: string, basisPoints: number, more: Input = {}): Input => ({ taxGroup, name: taxGroup, rate: basisPoints, ...more });
/** The rate in the form of the answer. */
export const kept = (taxGroup: string, basisPoints: number, more: Input = {}): Input => ({
  ...rate(taxGroup, basisPoints),
  baseNumerator: 1,
  baseDenominator: 1,
  validFrom: null,
  validUntil: null,
  active: true,
  ...more,
});

/** Creates a regime; must succeed. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export function makeRegime(client: Client, input: Input): Promise<any> {
  return client.call('createTaxRegime', input, REGIME);
}

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export function changeRegime(client: Client, input: Input): Promise<any> {
  return client.call('updateTaxRegime', input, REGIME);
}

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export function assign(client: Client, outletId: string, taxRegimeId: string | null): Promise<any> {
  return client.call('setOutletTaxRegime', { outletId, taxRegimeId }, ASSIGNED);
}

/** A new outlet with these settings and a station; returns its id. */
export async function outletWith({ platform }: Restaurant, settings: Input, regime?: Input): Promise<string> {
  const outletId = await addOutlet(platform, { code: `O${randomUUID().slice(0, 6).toUpperCase()}`, ...settings });
  await addStation(platform, outletId, 'BAR', true);
  if (regime) await assign(platform, outletId, (await makeRegime(platform, { name: randomUUID(), ...regime })).id);
  return outletId;
}

/** Input of an order of new products with these prices, quantities and tax groups. */
export async function basketOf(
  { platform, categoryId }: Restaurant,
  outletId: string,
  ...lines: readonly (readonly [price: number, quantity?: number, taxGroup?: string])[]
): Promise<Input> {
  const made = lines.map(async ([price, quantity = 1, taxGroup]) => ({
    productId: await addProduct(platform, { categoryId, sku: randomUUID(), name: 'Product', price, taxGroup }),
    quantity,
  }));
  return { outletId, serviceMode: 'DINE_IN', channel: 'POS', lines: await Promise.all(made) };
}

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function quote(client: Client, input: Input): Promise<any> {
  return (await client.ok(PRICE, { input })).priceOrder.quote;
}

/** Places an order; its lines and totals must equal those of the quote. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function order(client: Client, input: Input): Promise<any> {
  return (await client.ok(PLACE, { input })).placeOrder.order;
}

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function calculate(client: Client, input: Input): Promise<any> {
  return (await client.ok(CALCULATE, { input })).calculateTax.calculation;
}

export const amounts = (...of: readonly number[]): Input[] => of.map((amount) => ({ amount }));
