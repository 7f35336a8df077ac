import {
  addProduct,
  type Client,
  type Headers,
  makeRestaurant,
  mutationOf,
  type Restaurant,
  type RestaurantOptions,
  type TestApp,
  type UserError,
} from '../kit/index.ts';

export const PRICED = `id number status paymentStatus version dueAmount paidAmount
  totals { pricesIncludeTax subtotal discount serviceChargeRate serviceChargeBase serviceCharge tax taxes { name rate base amount } delivery packaging tip total }
  lines { id productName quantity unitPrice menuPrice total discount net serviceCharge tax taxName taxRate finalTotal }
  appliedPromotions { id promotionId amount } discounts { source id promotionId name code amount lines { line amount } }`;

/** Commands that change the price of a placed order. */
export const DOCUMENTS = {
  discountOrder: mutationOf('discountOrder', PRICED),
  removeDiscount: mutationOf('removeDiscount', PRICED),
  overridePrice: mutationOf('overridePrice', PRICED),
  placeOrder: mutationOf('placeOrder', `${PRICED} tickets { id }`),
} as const;
type Name = keyof typeof DOCUMENTS;
type Input = Readonly<Record<string, unknown>>;

/** Runs a command that must succeed; returns the changed order. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function change(client: Client, name: Name, input: Input, headers?: Headers): Promise<any> {
  return (await client.ok(DOCUMENTS[name], { input }, headers))[name].order;
}

/** Runs a command that must be refused; returns the error. */
export function refused(client: Client, name: Name, input: Input, headers?: Headers): Promise<UserError> {
  return client.failure(DOCUMENTS[name], { input }, headers);
}

/** Runs a command that may succeed or fail; returns the error code, or null for success. */
export async function codeOf(client: Client, name: Name, input: Input): Promise<string | null> {
  const { data, errors } = await client.send(DOCUMENTS[name], { input });
  return errors?.[0]?.extensions.code ?? data?.[name]?.userErrors[0]?.code ?? null;
}

/** A brand that sells A 35000, B 18000 and C 27500; by default service 5 % and tax 10 %, both on top of prices. */
export async function makeDiner(app: TestApp, options: RestaurantOptions = {}): Promise<Restaurant> {
  const restaurant = await makeRestaurant(app, { ...options, outlet: { serviceChargeRate: 500, taxRate: 1000, ...options.outlet } });
  const products: Record<string, string> = { ...restaurant.products };
  for (const [sku, price] of Object.entries({ A: 35000, B: 18000, C: 27500 })) {
    products[sku] = await addProduct(restaurant.platform, { categoryId: restaurant.categoryId, sku, name: sku, price });
  }
  return { ...restaurant, products };
}

/** A promotion with a percentage off everything for all guests, starting now. */
export async function addPercentage({ owner }: Restaurant, rate: number, minimumPurchase = 0): Promise<string> {
  return (await owner.call('createPromotion', { name: 'Happy hour', type: 'PERCENTAGE', rate, minimumPurchase }, 'id')).id;
}

export interface AuditRow {
  readonly action: string;
  readonly actor: string;
  readonly username: string | null;
  readonly approver: string | null;
  readonly reason: string | null;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
}

/** Audit entries of an order, oldest first. */
export function auditOf(app: TestApp, orderId: string): Promise<AuditRow[]> {
  return app.sql<AuditRow>(
    `select e.action, e.actor, u.username, a.username as approver, e.reason, e.before, e.after from audit_entry e
     left join "user" u on u.id = e.user_id left join "user" a on a.id = e.approver_id where e.entity_id = $1 order by e.occurred_at, e.id`,
    [orderId],
  );
}

/** Checks every order: the parts sum to the total, and the paid amount does not exceed it. */
export async function expectConsistent(app: TestApp, orderId: string): Promise<void> {
  const [row] = await app.sql<Record<string, string | boolean>>(
    `select o.total::text, p.total::text as payable, o.paid_amount::text, p.paid::text as paid, o.paid_amount <= o.total as within, o.payment_status,
       (o.subtotal - o.discount + case when o.prices_include_tax then 0 else o.service_charge + o.tax end + o.delivery + o.packaging + o.tip)::text as sum,
       (select sum(total) from order_line l where l.order_id = o.id and not l.voided)::text = o.subtotal::text as lines,
       (select sum(discount) from order_line l where l.order_id = o.id and not l.voided)::text = o.discount::text as discounts,
       (select sum(service_charge) from order_line l where l.order_id = o.id and not l.voided)::text = o.service_charge::text as service,
       (select sum(tax) from order_line l where l.order_id = o.id and not l.voided)::text = o.tax::text as tax,
       (select coalesce(sum(amount), 0) from payment m where m.order_id = o.id)::text as tenders
     from "order" o join payable p on p.tenant_id = o.tenant_id and p.id = o.id where o.id = $1`,
    [orderId],
  );
  if (!row) throw new Error(`no order ${orderId}`);
  const { total, paid_amount: paid } = row;
  const status = Number(paid) >= Number(total) ? 'PAID' : Number(paid) > 0 ? 'PARTIALLY_PAID' : 'UNPAID';
  const expected = { payable: total, paid, tenders: paid, sum: total, within: true, lines: true, discounts: true, service: true, tax: true };
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, row[key]]));
  if (JSON.stringify(found) !== JSON.stringify(expected) || row.payment_status !== status) {
    throw new Error(`order ${orderId}: ${JSON.stringify(row)}`);
  }
}
