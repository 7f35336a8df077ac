import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { addUser, type Client, documentOf, type Restaurant, useTestApp } from '../kit/index.ts';
import { allowWithholding } from '../payments/withholding-api.ts';
import { promote } from '../promotions/promotion-api.ts';
import { makeDiner } from './staff-price-api.ts';

/** For a longer search for races: MONEY_STEPS=20000 MONEY_SEED=7. */
const STEPS = Number(process.env.MONEY_STEPS ?? 240);
const SEED = Number(process.env.MONEY_SEED ?? 1);
const CLIENTS = 12;

const app = useTestApp({ environment: { DATABASE_POOL: '24' } });
const errors: string[] = [];

/** Random numbers from a seed: 0 ≤ n < 1. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const ORDER = 'order { id version dueAmount totals { total } lines { id unitPrice } discounts { id source } tickets { id } }';
const mutation = (name: string, type: string, answer = ORDER): string =>
  `mutation ($input: ${type}!) { ${name}(input: $input) { ${answer} userErrors { code field message } } }`;
const DOCUMENTS = {
  placeOrder: mutation('placeOrder', 'PlaceOrderInput'),
  discountOrder: mutation('discountOrder', 'DiscountOrderInput'),
  overridePrice: mutation('overridePrice', 'OverridePriceInput'),
  removeDiscount: mutation('removeDiscount', 'RemoveDiscountInput'),
  recordWithholding: mutation('recordWithholding', 'RecordWithholdingInput', ORDER),
  payCash: mutation('payCash', 'PayCashInput', ORDER),
  bumpTicket: documentOf('bumpTicket'),
  serveOrder: mutation('serveOrder', 'OrderCommandInput'),
  completeOrder: mutation('completeOrder', 'OrderCommandInput'),
  cancelOrder: mutation('cancelOrder', 'CancelOrderInput'),
} as const;
type Name = keyof typeof DOCUMENTS;
type Input = Readonly<Record<string, unknown>>;

interface Known {
  readonly id: string;
  readonly dueAmount: number;
  readonly totals: { readonly total: number };
  readonly lines: readonly { readonly id: string; readonly unitPrice: number }[];
  readonly discounts: readonly { readonly id: string; readonly source: string }[];
  readonly tickets: readonly { readonly id: string }[];
}

/** Clients that run random commands on the same few orders at the same time. */
class Crowd {
  readonly changes = new Map<string, number>();
  readonly outcomes = new Map<string, number>();
  readonly restaurant: Restaurant;
  readonly #approval: Input;
  readonly #orders: Known[] = [];

  constructor(restaurant: Restaurant, approval: Input) {
    this.restaurant = restaurant;
    this.#approval = approval;
  }

  /** One random command of one client. */
  async step(next: () => number): Promise<void> {
    const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
    const { manager, cashier, kitchen } = this.restaurant;
    const dice = next();
    if (dice < 0.22 || this.#orders.length < 3) return this.#place(next, pick);
    const order = pick(this.#orders.slice(-6));
    const orderId = order.id;
    const reason = 'Because I may';
    const alone = next() < 0.9;
    const staff = alone ? manager : cashier;
    const leave = alone ? {} : { approval: this.#approval };
    const line = pick(order.lines);
    if (dice < 0.36) {
      const how = next() < 0.5 ? { rate: 1 + Math.floor(next() * 3000) } : { amount: 1 + Math.floor(next() * 9000) };
      return this.#change(staff, 'discountOrder', 'ORDER_DISCOUNTED', { orderId, reason, ...how, ...leave, lineId: next() < 0.4 ? line.id : null });
    }
    if (dice < 0.44) {
      const unitPrice = Math.floor(line.unitPrice * (0.5 + next()));
      return this.#change(staff, 'overridePrice', 'PRICE_OVERRIDDEN', { orderId, reason, lineId: line.id, unitPrice, ...leave });
    }
    if (dice < 0.52) {
      const discount = order.discounts.find(({ source }) => source === 'MANUAL');
      return this.#change(staff, 'removeDiscount', 'DISCOUNT_REMOVED', { orderId, discountId: discount?.id ?? randomUUID(), ...leave });
    }
    if (dice < 0.62) return this.#pay(cashier, { orderId, amount: 100 * (1 + Math.floor(next() * 200)), tendered: 10_000_000 });
    if (dice < 0.7) return this.#pay(cashier, { orderId, tendered: 10_000_000 });
    if (dice < 0.76)
      return this.#change(staff, 'recordWithholding', 'WITHHOLDING_RECORDED', {
        ...{ orderId, amount: 1 + Math.floor(next() * 3000), certificateNumber: `WHT-${Math.floor(next() * 8)}`, ...leave },
      });
    if (dice < 0.84) {
      const ticket = order.tickets.length > 0 ? pick(order.tickets).id : randomUUID();
      await this.#run(kitchen, 'bumpTicket', { ticketId: ticket, to: 'READY' });
    } else if (dice < 0.88) await this.#run(cashier, 'serveOrder', { orderId });
    else if (dice < 0.94) await this.#run(cashier, 'completeOrder', { orderId });
    else await this.#run(manager, 'cancelOrder', { orderId, reason });
  }

  async #place(next: () => number, pick: <T>(list: readonly T[]) => T): Promise<void> {
    const { outletId, products, manager, cashier } = this.restaurant;
    const lines = ['A', 'B', 'C', 'COFFEE', 'SOUP'].flatMap((sku) =>
      next() < 0.5 ? [{ productId: products[sku], quantity: 1 + Math.floor(next() * 4), ...(next() < 0.1 && { priceOverride: BY_HAND }) }] : [],
    );
    if (lines.length === 0) lines.push({ productId: products.A, quantity: 1 });
    const discounts = next() < 0.15 ? [{ rate: 500, reason: 'Regular guest' }] : null;
    const id = randomUUID();
    const input = {
      ...{ id, outletId, serviceMode: 'TAKEAWAY', channel: 'POS', lines, discounts },
      promotionCodes: next() < 0.4 ? [pick(['TEN', 'ONCE'])] : [],
      customerPhone: next() < 0.7 ? `08123456780${Math.floor(next() * 4)}` : null,
    };
    const byHand = discounts !== null || lines.some((line) => 'priceOverride' in line);
    // In one case of ten, sent twice at the same time: the result is one order.
    const times = next() < 0.1 ? 2 : 1;
    const sent = await Promise.all(Array.from({ length: times }, () => this.#run(byHand ? manager : cashier, 'placeOrder', input)));
    const order = sent.find((found) => found !== null);
    if (!order) return;
    this.#orders.push(order);
    for (const line of lines) if ('priceOverride' in line) this.#count(`${order.id} PRICE_OVERRIDDEN`);
    if (discounts) this.#count(`${order.id} ORDER_DISCOUNTED`);
  }

  async #change(client: Client, name: Name, action: string, input: Input): Promise<void> {
    const done = await this.#run(client, name, input);
    if (!done) return;
    this.#count(`${done.id} ${action}`);
    const index = this.#orders.findIndex(({ id }) => id === done.id);
    this.#orders[index] = done;
  }

  async #pay(client: Client, input: Input): Promise<void> {
    await this.#run(client, 'payCash', input);
  }

  async #run(client: Client, name: Name, input: Input): Promise<Known | null> {
    const { data, errors: faults } = await client.send(DOCUMENTS[name], { input });
    if (faults) errors.push(`${name}: ${JSON.stringify(faults)}`);
    const code = faults?.[0]?.extensions.code ?? data?.[name]?.userErrors[0]?.code ?? 'done';
    const outcome = `${name} ${code}`;
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    return code === 'done' ? (data[name].order ?? null) : null;
  }

  #count(what: string): void {
    this.changes.set(what, (this.changes.get(what) ?? 0) + 1);
  }
}

const BY_HAND = { unitPrice: 21_500, reason: 'Open item' };

async function makeCrowd(outlet: Input): Promise<Crowd> {
  const restaurant = await makeDiner(app, { outlet });
  const { owner, outletId, products } = restaurant;
  await allowWithholding(restaurant, 1000, 2000);
  await promote(owner, { name: 'First', rate: 700, type: 'PERCENTAGE', usageLimit: 25 });
  await promote(owner, { name: 'Loyal', type: 'FIXED_AMOUNT', amount: 4000, usageLimitPerCustomer: 3, priority: 2 });
  await promote(owner, { name: 'Pair', type: 'BUY_X_GET_Y', buyQuantity: 2, getQuantity: 1, productIds: [products.B], priority: 3 });
  await promote(owner, { name: 'Ten', rate: 1000, type: 'PERCENTAGE', code: 'TEN', usageLimit: 30, maximumDiscount: 9000 });
  await promote(owner, { name: 'Once', type: 'FIXED_AMOUNT', amount: 2500, code: 'ONCE', usageLimitPerCustomer: 1, usageLimit: 40 });
  await addUser(owner, { username: 'approver', role: 'MANAGER', outletId, accessibleOutletIds: [outletId], pin: '7391' });
  return new Crowd(restaurant, { username: 'approver', pin: '7391' });
}

/** Manual changes in the audit log, counted by order and action. */
async function auditedOf(tenantId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await app.sql<{ what: string; times: number }>(
    `select entity_id || ' ' || action as what, count(*)::int as times from audit_entry
     where tenant_id = $1 and action in ('ORDER_DISCOUNTED', 'PRICE_OVERRIDDEN', 'DISCOUNT_REMOVED', 'WITHHOLDING_RECORDED') group by 1`,
    [tenantId],
  );
  return new Map(rows.map(({ what, times }) => [what, times]));
}

test(
  // The invariants check the amounts at the end, as after every file.
  'after random commands of many clients on the same orders at the same time, all amounts are consistent, and every manual change is audited',
  async () => {
    const crowds = await Promise.all([makeCrowd({}), makeCrowd({ pricesIncludeTax: true, cashRoundingStep: 100 })]);
    const working = crowds.flatMap((crowd, place) =>
      Array.from({ length: CLIENTS / 2 }, async (_, client) => {
        const next = random(SEED * 1000 + place * 100 + client);
        for (let step = 0; step < STEPS / CLIENTS; step += 1) await crowd.step(next);
      }),
    );
    await Promise.all(working);
    expect(errors).toEqual([]);
    for (const { restaurant, changes, outcomes } of crowds) {
      if (process.env.MONEY_STEPS) process.stdout.write(`${JSON.stringify(Object.fromEntries([...outcomes].toSorted()))}\n`);
      expect(await auditedOf(restaurant.tenantId)).toEqual(changes);
    }
    const [row] = await app.sql<{ deadlocks: string }>('select deadlocks from pg_stat_database where datname = current_database()');
    expect(Number(row?.deadlocks)).toBe(0);
  },
  30_000 + STEPS * 100,
);
