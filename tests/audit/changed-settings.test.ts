import { globSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { modules } from '../../src/modules.ts';
import { addOutlet, addStation, type Client, useRestaurant } from '../kit/index.ts';
import { refusal } from '../menu/menu-api.ts';

const { restaurant: ours } = useRestaurant();
let second: string;
beforeAll(async () => {
  second = await addOutlet(ours.platform, { code: 'TWO' });
});

const LOG = `query ($filter: AuditFilter) { auditLog(filter: $filter, first: 100) {
  nodes { action actor user { username } outlet { id } entityType entityId before after } } }`;

// biome-ignore lint/suspicious/noExplicitAny: tests read payloads of any mutation
async function change(client: Client, name: string, input: object, fields: string): Promise<any> {
  const inputName = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  return (await client.ok(`mutation ($input: ${inputName}!) { ${name}(input: $input) { ${fields} userErrors { code field } } }`, { input }))[name];
}

type AuditValues = Readonly<Record<string, unknown>> | null;
interface Entry {
  readonly action: string;
  readonly outlet: { readonly id: string } | null;
  readonly entityType: string;
  readonly entityId: string;
  readonly before: AuditValues;
  readonly after: AuditValues;
}

const ACTIONS = ['PRICE_CHANGED', 'PROMOTION_CHANGED', 'TAX_CHANGED', 'OUTLET_CHANGED', 'TENANT_CHANGED'];

async function log(client: Client): Promise<Entry[]> {
  return (await client.ok(LOG, { filter: { action: ACTIONS } })).auditLog.nodes;
}

/** Runs `work`, which must add exactly these entries, newest first. */
async function leaves<T>(work: () => Promise<T>, ...expected: readonly Partial<Entry>[]): Promise<T> {
  const before = (await log(ours.owner)).length;
  const done = await work();
  const entries = await log(ours.owner);
  expect(entries.slice(0, entries.length - before)).toMatchObject(expected);
  expect(entries.length - before).toBe(expected.length);
  return done;
}

test('prices: of products, at outlets, of options; what stays the same is no change', async () => {
  const { owner, manager, outletId, products } = ours;
  const product = (input: object) => () => change(owner, 'updateProduct', { id: products.COFFEE, ...input }, 'product { id }');
  const coffee = { action: 'PRICE_CHANGED', outlet: null, entityType: 'Product', entityId: products.COFFEE } as const;
  await leaves(product({ price: 21_000, name: 'Coffee' }), { ...coffee, before: { price: 20_000 }, after: { price: 21_000 } });
  const promo = { promoPrice: 1000, promoEndsAt: '2031-01-01T00:00:00.000Z' };
  await leaves(product(promo), { ...coffee, before: { promoPrice: null, promoEndsAt: null }, after: promo });
  await leaves(product({ price: 21_000, popular: true, description: 'Black' }));
  await leaves(product({ taxGroup: 'EXEMPT' }), { ...coffee, action: 'TAX_CHANGED', before: { taxGroup: null }, after: { taxGroup: 'EXEMPT' } });

  const override = (input: object) => () => change(manager, 'setProductOverride', { outletId, productId: products.SOUP, ...input }, 'product { id }');
  const soup = { action: 'PRICE_CHANGED', outlet: { id: outletId }, entityType: 'Product', entityId: products.SOUP } as const;
  await leaves(override({ price: 1 }), { ...soup, before: { price: null }, after: { price: 1 } });
  await leaves(override({ active: false }));
  await leaves(override({ price: null }), { ...soup, before: { price: 1 }, after: { price: null } });

  const OPTIONS = 'modifierGroup { id options { id } }';
  const size = { name: 'Size', selectionType: 'SINGLE', options: [{ name: 'S' }, { name: 'L', priceAdjustment: 500 }] };
  const { modifierGroup } = await leaves(() => change(owner, 'createModifierGroup', size, OPTIONS));
  const [small, large] = modifierGroup.options;
  const options = [{ id: small.id, name: 'Small' }, { id: large.id, priceAdjustment: -500 }, { name: 'XL' }];
  await leaves(() => change(owner, 'updateModifierGroup', { id: modifierGroup.id, options }, OPTIONS), {
    ...{ action: 'PRICE_CHANGED', outlet: null, entityType: 'ModifierOption', entityId: large.id },
    ...{ before: { priceAdjustment: 500 }, after: { priceAdjustment: -500 } },
  });
});

test('promotions: made, changed, switched, their codes, deleted', async () => {
  const { owner, manager, outletId } = ours;
  const PROMOTION = 'promotion { id }';
  const action = 'PROMOTION_CHANGED';
  const terms = { name: 'Ten', type: 'PERCENTAGE', rate: 1000, code: 'TEN', outletIds: [outletId] };
  const made = await leaves(() => change(manager, 'createPromotion', terms, PROMOTION), {
    ...{ action, outlet: { id: outletId }, entityType: 'Promotion', before: null },
    after: expect.objectContaining({ rate: 1000, code: 'TEN', active: true, outletIds: JSON.stringify([outletId]) }),
  });
  const { id } = made.promotion;
  const about = { action, outlet: { id: outletId }, entityType: 'Promotion', entityId: id };
  const update = (input: object) => () => change(owner, 'updatePromotion', { id, ...input }, PROMOTION);
  await leaves(update({ rate: 5000, name: 'Ten' }), { ...about, before: { rate: 1000 }, after: { rate: 5000 } });
  await leaves(update({ rate: 5000 }));
  const toggle = (name: string) => () => change(owner, name, { id }, PROMOTION);
  await leaves(toggle('activatePromotion'));
  await leaves(toggle('deactivatePromotion'), { ...about, before: { active: true }, after: { active: false } });
  await leaves(() => change(manager, 'generatePromotionCodes', { promotionId: id, count: 3 }, 'promotionCodes { id }'), {
    ...{ ...about, before: null, after: { batchId: expect.any(String), codes: 3, usageLimit: 1 } },
  });
  const { promotionCode } = await leaves(() => change(owner, 'addPromotionCode', { promotionId: id, code: 'more' }, 'promotionCode { id }'), {
    ...{ ...about, before: null, after: { codeId: expect.any(String), code: 'MORE', usageLimit: null } },
  });
  const off = () => change(owner, 'deactivatePromotionCode', { id: promotionCode.id }, 'promotionCode { id }');
  await leaves(off, { ...about, before: { active: true }, after: { active: false } });
  await leaves(off);
  const outletIds = [outletId, second];
  await leaves(update({ outletIds }), {
    ...about,
    outlet: null,
    before: { outletIds: JSON.stringify([outletId]) },
    after: { outletIds: JSON.stringify(outletIds) },
  });
  await leaves(() => change(owner, 'deletePromotion', { id }, 'promotionId'), {
    ...{ ...about, outlet: null, before: expect.objectContaining({ name: 'Ten', rate: 5000 }), after: null },
  });
});

test('taxes: regimes, and which of them an outlet has', async () => {
  const { owner, outletId } = ours;
  const REGIME = 'taxRegime { id }';
  const action = 'TAX_CHANGED';
  const vat = { taxGroup: 'FOOD', name: 'VAT', rate: 1500 };
  const made = await leaves(() => change(owner, 'createTaxRegime', { name: 'City', defaultGroup: 'FOOD', rates: [vat] }, REGIME), {
    ...{ action, outlet: null, entityType: 'TaxRegime', before: null },
    after: expect.objectContaining({ name: 'City', rates: expect.stringContaining('"rate":1500') }),
  });
  const { id } = made.taxRegime;
  const about = { action, outlet: null, entityType: 'TaxRegime', entityId: id };
  await leaves(() => change(owner, 'updateTaxRegime', { id, name: 'City' }, REGIME));
  await leaves(() => change(owner, 'updateTaxRegime', { id, rates: [{ ...vat, rate: 0 }] }, REGIME), {
    ...{ ...about, before: { rates: expect.stringContaining('"rate":1500') }, after: { rates: expect.stringContaining('"rate":0,') } },
  });
  const assign = (taxRegimeId: string | null) => () => change(owner, 'setOutletTaxRegime', { outletId, taxRegimeId }, 'outlet { id }');
  const outlet = { action, outlet: { id: outletId }, entityType: 'Outlet', entityId: outletId };
  await leaves(assign(id), { ...outlet, before: { taxRegimeId: null }, after: { taxRegimeId: id } });
  await leaves(assign(null), { ...outlet, before: { taxRegimeId: id }, after: { taxRegimeId: null } });
  await leaves(() => change(owner, 'deleteTaxRegime', { id }, 'taxRegimeId'), { ...about, before: expect.objectContaining({ name: 'City' }), after: null });
});

test('outlets with their hours, channels and stations, and the brand', async () => {
  const { owner, manager, outletId } = ours;
  const OUTLET = 'outlet { id }';
  const action = 'OUTLET_CHANGED';
  const [opened] = (await log(owner)).filter(({ entityId }) => entityId === second);
  expect(opened).toMatchObject({
    action,
    outlet: { id: second },
    entityType: 'Outlet',
    before: null,
    after: { code: 'TWO', taxRate: 0, cashNeedsShift: false },
  });
  const about = { action, outlet: { id: outletId }, entityType: 'Outlet', entityId: outletId };
  const settings = { serviceChargeRate: 500, cashNeedsShift: false, address: 'Jl. Sabang 1' };
  await leaves(() => change(owner, 'updateOutlet', { id: outletId, ...settings }, OUTLET), {
    ...{ ...about, before: { serviceChargeRate: 0, address: null }, after: { serviceChargeRate: 500, address: 'Jl. Sabang 1' } },
  });
  const weekly = [{ day: 1, opens: '08:00', closes: '24:00' }];
  const hours = () => change(manager, 'setOpeningHours', { outletId, weekly }, OUTLET);
  await leaves(hours, { ...about, before: { openingHours: null }, after: { openingHours: JSON.stringify(weekly) } });
  await leaves(hours);
  await leaves(() => change(manager, 'setOpeningHours', { outletId, weekly: null }, OUTLET), { ...about, after: { openingHours: null } });
  const confirm = () => change(manager, 'setConfirmOn', { outletId, channel: 'QR', confirmOn: 'MANUAL' }, OUTLET);
  await leaves(confirm, { ...about, before: { 'QR.confirmOn': null }, after: { 'QR.confirmOn': 'MANUAL' } });
  await leaves(confirm);
  const until = '2031-01-01T00:00:00.000Z';
  await leaves(() => change(manager, 'pauseChannel', { outletId, channel: 'QR', until }, OUTLET), { ...about, after: { 'QR.pausedUntil': until } });
  await leaves(() => change(manager, 'resumeChannel', { outletId, channel: 'QR' }, OUTLET), { ...about, before: { 'QR.pausedUntil': until } });
  const station = { action, outlet: { id: second }, entityType: 'KitchenStation' };
  await leaves(() => addStation(owner, second, 'PASS', false), { ...station, before: null, after: { code: 'PASS', isDefault: true } });
  const id = await leaves(() => addStation(owner, second, 'BAR', false), { ...station, before: null, after: { code: 'BAR', isDefault: false } });
  await leaves(() => change(owner, 'updateStation', { id, name: 'Bar', isDefault: true }, 'station { id }'), {
    ...{ ...station, entityId: id, before: { name: 'BAR', isDefault: false }, after: { name: 'Bar', isDefault: true } },
  });
  const tenant = { action: 'TENANT_CHANGED', outlet: null, entityType: 'Tenant', entityId: ours.tenantId };
  await leaves(() => change(owner, 'updateTenant', { latePaymentPolicy: 'CREDIT', locale: 'id' }, 'tenant { id }'), {
    ...{ ...tenant, before: { latePaymentPolicy: 'REFUND', locale: 'en' }, after: { latePaymentPolicy: 'CREDIT', locale: 'id' } },
  });
});

test('what is refused leaves nothing; a manager sees what was changed at own outlets', async () => {
  const { owner, manager, outletId, products } = ours;
  await leaves(async () => {
    await refusal(owner, 'updateProduct', { id: products.CAKE, price: -1 }, 'product { id }');
    await refusal(owner, 'updateProduct', { id: products.CAKE, price: 1, promoPrice: 2 }, 'product { id }');
    await refusal(manager, 'setProductOverride', { outletId: second, productId: products.CAKE, price: 1 }, 'product { id }');
    await refusal(owner, 'updateOutlet', { id: outletId, taxRate: 20_000 }, 'outlet { id }');
  });
  const [mine, all] = [await log(manager), await log(owner)];
  expect(mine).toEqual(all.filter(({ outlet }) => outlet?.id === outletId));
  expect(new Set(all.map(({ outlet }) => outlet?.id ?? null))).toEqual(new Set([null, outletId, second]));
});

test('every action is one that something does, and that a test shows', () => {
  const textOf = (pattern: string): string =>
    globSync(pattern)
      .filter((path) => !path.endsWith('audit-actions.ts') && !path.endsWith('kernel/request/audit.ts'))
      .map((path) => readFileSync(path, 'utf8'))
      .join();
  const [done, shown] = [textOf('src/{kernel,modules}/**/*.ts'), new Set(textOf('tests/**/*.test.ts').match(/\b[A-Z_]+\b/g))];
  expect(modules.flatMap(({ auditActions = {} }) => Object.keys(auditActions)).filter((action) => !done.includes(`'${action}'`) || !shown.has(action))).toEqual(
    [],
  );
});
