import { type Client, makeRestaurant, mutationOf, orderOf, type Restaurant, type RestaurantOptions, type TestApp, type UserError } from '../kit/index.ts';

const ERRORS = 'userErrors { code field message details }';

export const PROMOTION_FIELDS = `id name description type needsCode rate amount buyQuantity getQuantity freeUnits bundleItems { quantity productIds categoryIds }
  minimumPurchase maximumDiscount productIds categoryIds outletIds serviceModes channels startsAt endsAt hours { day opens closes }
  usageLimit usageLimitPerCustomer used priority exclusive combinationGroup active version`;
const CODE_FIELDS = 'id code usageLimit used active';

/** Commands on promotions, with the selected fields of their results. */
const FIELDS = {
  createPromotion: PROMOTION_FIELDS,
  updatePromotion: PROMOTION_FIELDS,
  activatePromotion: PROMOTION_FIELDS,
  deactivatePromotion: PROMOTION_FIELDS,
  deletePromotion: '',
  addPromotionCode: CODE_FIELDS,
  generatePromotionCodes: CODE_FIELDS,
  deactivatePromotionCode: CODE_FIELDS,
} as const;
export type PromotionCommand = keyof typeof FIELDS;
type Input = Readonly<Record<string, unknown>>;

export function documentOf(name: PromotionCommand): string {
  return mutationOf(name, FIELDS[name]);
}

/** Runs a command that must succeed; returns the created or changed object. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export function run(client: Client, name: PromotionCommand, input: Input, headers?: Readonly<Record<string, string>>): Promise<any> {
  return client.call(name, input, FIELDS[name], headers);
}

/** Runs a command that must be refused; returns the error. */
export function refused(client: Client, name: PromotionCommand, input: Input): Promise<UserError> {
  return client.failure(documentOf(name), { input });
}

/** Creates a promotion; default: 10 %. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export function promote(client: Client, input: Input = {}): Promise<any> {
  const percentage = input.type === undefined ? { type: 'PERCENTAGE', rate: 1000 } : {};
  return run(client, 'createPromotion', { name: 'Promotion', ...percentage, ...input });
}

const SHARES = 'promotionId name code amount lines { line amount }';
export const QUOTE_FIELDS = `totals { subtotal discount serviceCharge tax total } lines { total discount net serviceCharge tax finalTotal }
  appliedPromotions { ${SHARES} } discounts { source ${SHARES} } notAppliedPromotions { promotionId name code reason message missing }`;

/** A quote with its promotions. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function quote(client: Client, { expectedTotal: _, customerName: __, id: ___, ...input }: Input): Promise<any> {
  const document = `query ($input: PriceOrderInput!) { priceOrder(input: $input) { quote { ${QUOTE_FIELDS} } ${ERRORS} } }`;
  return (await client.ok(document, { input })).priceOrder.quote;
}

/** Places an order; returns it with its promotions. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function place(client: Client, input: Input, headers?: Readonly<Record<string, string>>): Promise<any> {
  return (await client.ok(PLACE, { input }, headers)).placeOrder.order;
}

export const PLACE = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
  order { id status paymentStatus dueAmount payments { id } version ${QUOTE_FIELDS.replace('lines { total discount net serviceCharge tax finalTotal }', 'lines { total discount net serviceCharge tax finalTotal id }')} } ${ERRORS} } }`;

export function placeRefused(client: Client, input: Input): Promise<UserError> {
  return client.failure(PLACE, { input });
}

/** A restaurant with tax and service charge of the reference: 10 % tax on top of 5 % service charge. */
export function makeIndonesian(app: TestApp, options: RestaurantOptions = {}): Promise<Restaurant> {
  return makeRestaurant(app, { ...options, outlet: { taxRate: 1000, serviceChargeRate: 500, ...options.outlet } });
}

export { orderOf };

/** Stored counters, and the uses that they must match. */
export interface Counters {
  readonly used: number;
  readonly uses: number;
  readonly codes: Readonly<Record<string, number>>;
  readonly customers: Readonly<Record<string, number>>;
}

export async function countersOf(app: TestApp, promotionId: string): Promise<Counters> {
  const [promotion] = await app.sql<{ used: number; uses: number }>(
    'select used, (select count(*)::int from promotion_use u where u.promotion_id = p.id and u.returned_at is null) as uses from promotion p where id = $1',
    [promotionId],
  );
  const codes = await app.sql<{ code: string; used: number }>('select code, used from promotion_code where promotion_id = $1', [promotionId]);
  const customers = await app.sql<{ customer_key: string; used: number }>('select customer_key, used from promotion_customer where promotion_id = $1', [
    promotionId,
  ]);
  return {
    used: promotion?.used ?? Number.NaN,
    uses: promotion?.uses ?? Number.NaN,
    codes: Object.fromEntries(codes.map(({ code, used }) => [code, used])),
    customers: Object.fromEntries(customers.map(({ customer_key, used }) => [customer_key, used])),
  };
}
