/** Who may lower a bill or give value away, with whose approval, and what the audit log records: the table in docs/security.md. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { freshCredit, freshOrder, freshPromotion, makeWorld, paidPayment, run, startedPayment, type World } from '../isolation/world.ts';
import { type Client, PASSWORD, useTestApp } from '../kit/index.ts';

const app = useTestApp({ environment: { PAYMENT_POLL_MILLISECONDS: '100' } });
let world: World;
beforeAll(async () => {
  world = await makeWorld(app);
  const { owner, outletId, taxRegimeId } = world;
  await run(owner, 'setOutletTaxRegime', 'SetOutletTaxRegimeInput', { outletId, taxRegimeId });
});

type Input = Readonly<Record<string, unknown>>;

interface Row {
  /** The name in the document. */
  readonly name: string;
  readonly mutation: string;
  readonly alone: 'CASHIER' | 'MANAGER' | 'TENANT_OWNER';
  readonly withApproval: boolean;
  readonly action: string;
  /** Input of the mutation; each call prepares a new target. */
  readonly input: (client: Client) => Promise<Input>;
  /** Error code for a cashier without an approval, where it is not APPROVAL_REQUIRED. */
  readonly refusedWith?: string;
}

const reason = 'Because of the rain';

/** The open shift of the client's own drawer. */
async function shiftOf(client: Client): Promise<string> {
  const read = 'query ($id: ID!) { currentShift(outletId: $id) { id } }';
  const { currentShift } = await client.ok(read, { id: world.outletId });
  if (currentShift) return currentShift.id;
  const open = 'mutation ($input: OpenShiftInput!) { openShift(input: $input) { shift { id } userErrors { code } } }';
  return (await client.ok(open, { input: { outletId: world.outletId, float: 100_000 } })).openShift.shift.id;
}
const orderId = async (): Promise<string> => (await freshOrder(world)).id;
/** A promotion of the world's outlet alone, which a manager may change. */
async function ownPromotion(): Promise<string> {
  const { id } = await freshPromotion(world, 'Rain');
  await run(world.owner, 'updatePromotion', 'UpdatePromotionInput', { id, outletIds: [world.outletId] });
  return id;
}
let price = 30_000;
const nextPrice = (): number => {
  price += 1;
  return price;
};

const rows: readonly Row[] = [
  { ...of('discountOrder', 'MANAGER', true, 'ORDER_DISCOUNTED'), input: async () => ({ orderId: await orderId(), amount: 1000, reason }) },
  {
    ...of('overridePrice', 'MANAGER', true, 'PRICE_OVERRIDDEN'),
    input: async () => {
      const { id, lineId } = await freshOrder(world);
      return { orderId: id, lineId, unitPrice: 1000, reason };
    },
  },
  {
    ...of('placeOrder', 'MANAGER', true, 'ORDER_DISCOUNTED'),
    name: 'placeOrder with discounts or prices by hand',
    input: async () => ({
      ...{ outletId: world.outletId, serviceMode: 'TAKEAWAY', channel: 'POS', lines: [{ productId: world.products.COFFEE, quantity: 1 }] },
      discounts: [{ rate: 1000, reason }],
    }),
  },
  {
    ...of('recordWithholding', 'MANAGER', true, 'WITHHOLDING_RECORDED'),
    input: async () => ({ orderId: await orderId(), amount: 100, certificateNumber: randomUUID() }),
  },
  { ...of('refundPayment', 'MANAGER', true, 'PAYMENT_REFUNDED'), input: async () => ({ paymentId: (await paidPayment(world)).id, amount: 100, reason }) },
  {
    ...of('cancelOrder', 'CASHIER', false, 'ORDER_CANCELLED'),
    name: 'cancelOrder before the kitchen has begun',
    input: async () => ({ orderId: await orderId(), reason }),
  },
  {
    ...of('cancelOrder', 'MANAGER', true, 'ORDER_CANCELLED'),
    name: 'cancelOrder once the kitchen has begun',
    refusedWith: 'FORBIDDEN',
    input: async () => {
      const { id, ticketId } = await freshOrder(world);
      await run(world.kitchen, 'bumpTicket', 'BumpTicketInput', { ticketId, to: 'PREPARING' });
      return { orderId: id, reason };
    },
  },
  { ...of('setTip', 'CASHIER', false, 'TIP_CHANGED'), input: async () => ({ orderId: await orderId(), amount: 1000 }) },
  {
    ...of('payWithCredit', 'CASHIER', false, 'CREDIT_SPENT'),
    input: async () => ({ orderId: await orderId(), paymentId: await freshCredit(world), amount: 100 }),
  },
  {
    ...of('reviewPayment', 'MANAGER', false, 'PAYMENT_REVIEWED'),
    input: async () => ({ paymentId: await startedPayment(world, 'UNDER_REVIEW'), decision: 'ACCEPT', reason }),
  },
  { ...of('payOut', 'CASHIER', false, 'CASH_MOVED'), input: async (client) => ({ shiftId: await shiftOf(client), amount: 100, reason }) },
  { ...of('openDrawer', 'CASHIER', false, 'CASH_MOVED'), input: async (client) => ({ shiftId: await shiftOf(client), reason }) },
  {
    ...of('closeShift', 'CASHIER', false, 'SHIFT_CLOSED'),
    input: async (client) => ({ shiftId: await shiftOf(client), counted: [{ method: 'CASH', amount: 0 }] }),
  },
  {
    ...of('adjustStock', 'CASHIER', false, 'STOCK_ADJUSTED'),
    input: async () => ({ outletId: world.outletId, productId: world.products.CAKE, delta: 1 }),
  },
  {
    ...of('setProductOverride', 'MANAGER', false, 'PRICE_CHANGED'),
    input: async () => ({ outletId: world.outletId, productId: world.products.WATER, price: nextPrice() }),
  },
  { ...of('updateProduct', 'TENANT_OWNER', false, 'PRICE_CHANGED'), input: async () => ({ id: world.products.SOUP, price: nextPrice() }) },
  {
    ...of('updateModifierGroup', 'TENANT_OWNER', false, 'PRICE_CHANGED'),
    input: async () => ({ id: world.groupId, options: [{ id: world.optionId, priceAdjustment: nextPrice() }] }),
  },
  {
    ...of('createPromotion', 'MANAGER', false, 'PROMOTION_CHANGED'),
    input: async () => ({ name: 'Rain', type: 'PERCENTAGE', rate: 100, code: randomUUID(), outletIds: [world.outletId] }),
  },
  { ...of('updatePromotion', 'MANAGER', false, 'PROMOTION_CHANGED'), input: async () => ({ id: await ownPromotion(), rate: 5000 }) },
  {
    ...of('activatePromotion', 'MANAGER', false, 'PROMOTION_CHANGED'),
    input: async () => {
      const id = await ownPromotion();
      await run(world.owner, 'deactivatePromotion', 'DeactivatePromotionInput', { id });
      return { id };
    },
  },
  { ...of('addPromotionCode', 'MANAGER', false, 'PROMOTION_CHANGED'), input: async () => ({ promotionId: await ownPromotion(), code: randomUUID() }) },
  { ...of('generatePromotionCodes', 'MANAGER', false, 'PROMOTION_CHANGED'), input: async () => ({ promotionId: await ownPromotion(), count: 2 }) },
  { ...of('updateOutlet', 'TENANT_OWNER', false, 'OUTLET_CHANGED'), input: async () => ({ id: world.outletId, packagingFee: nextPrice() }) },
  {
    ...of('updateTaxRegime', 'TENANT_OWNER', false, 'TAX_CHANGED'),
    input: async () => ({ id: world.taxRegimeId, withholding: { rate: 300, above: nextPrice() - 30_000 } }),
  },
  {
    ...of('setOutletTaxRegime', 'TENANT_OWNER', false, 'TAX_CHANGED'),
    input: async () => {
      const { owner, outletId, taxRegimeId } = world;
      await run(owner, 'setOutletTaxRegime', 'SetOutletTaxRegimeInput', { outletId, taxRegimeId });
      return { outletId, taxRegimeId: null };
    },
  },
];

function of(mutation: string, alone: Row['alone'], withApproval: boolean, action: string): Omit<Row, 'input'> {
  return { name: mutation, mutation, alone, withApproval, action };
}

interface Outcome {
  /** Error code; null: it succeeded. */
  readonly code: string | null;
  /** New entries of the action: actor and approver. */
  readonly entries: readonly { readonly actor: string; readonly approver: { readonly username: string } | null }[];
}

async function entriesOf(action: string): Promise<Outcome['entries']> {
  const log = 'query ($action: [AuditAction!]) { auditLog(filter: { action: $action }, first: 100) { nodes { actor approver { username } } } }';
  return (await world.owner.ok(log, { action: [action] })).auditLog.nodes;
}

/** Sends the mutation as `client`; returns the outcome with the new audit entries. */
async function done({ mutation, action, input }: Row, client: Client, more: Input = {}): Promise<Outcome> {
  const prepared = await input(client);
  const before = (await entriesOf(action)).length;
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { code } } }`;
  const { data, errors } = await client.send(document, { input: { ...prepared, ...more } });
  const code = errors?.[0]?.extensions.code ?? data?.[mutation]?.userErrors[0]?.code ?? null;
  const after = await entriesOf(action);
  return { code, entries: after.slice(0, after.length - before) };
}

const by = (actor: string, username: string | null = null): Outcome => ({
  code: null,
  entries: [{ actor, approver: username === null ? null : { username } }],
});

describe.each(rows)('$name', (row) => {
  test('a cashier without an approval', async () => {
    const expected = row.alone === 'CASHIER' ? by('CASHIER') : { code: row.refusedWith ?? (row.withApproval ? 'APPROVAL_REQUIRED' : 'FORBIDDEN'), entries: [] };
    expect(await done(row, world.cashier)).toEqual(expected);
  });

  test.runIf(row.withApproval)('a cashier with a manager’s approval', async () => {
    expect(await done(row, world.cashier, { approval: { username: 'manager', password: PASSWORD } })).toEqual(by('CASHIER', 'manager'));
  });

  test('a manager, or else an owner', async () => {
    expect(await done(row, world.manager)).toEqual(row.alone === 'TENANT_OWNER' ? { code: 'FORBIDDEN', entries: [] } : by('MANAGER'));
    if (row.alone === 'TENANT_OWNER') expect(await done(row, world.owner)).toEqual(by('TENANT_OWNER'));
  });
});

test('settleDemoPayment: everybody plays the customer of the demo gateway, which leaves no entry', async () => {
  await run(world.guest, 'settleDemoPayment', 'SettleDemoPaymentInput', { paymentId: await startedPayment(world), outcome: 'PAY' });
});

test('the table in docs/security.md says the same', () => {
  const [, section = ''] = readFileSync('docs/security.md', 'utf8').split('## What lowers a bill or hands out value\n');
  const written = section
    .split('\n## ')[0]
    ?.split('\n')
    .filter((text) => text.startsWith('| `'))
    .map((text) => text.split('|').map((cell) => cell.trim().replaceAll('`', '')));
  const table = written?.map(([, name, alone, approved, , action]) => [name, alone, approved, action]);
  const expected = rows.map(({ name, alone, withApproval, action }) => [name, alone, withApproval ? 'CASHIER' : '–', action]);
  expect(table).toEqual([...expected, ['settleDemoPayment', 'everybody', '–', '–']]);
});
