import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addProduct, orderOf, useRestaurant } from '../kit/index.ts';
import { change, itemOf, menuOf, setAvailability } from './menu-api.ts';
import { choicesOf } from './random-terms.ts';

/** The same products in every run; another seed gives another restaurant. */
const SEED = 20_261_120;
const PRODUCTS = 16;
/** Quotes per request. */
const AT_ONCE = 10;

const { restaurant } = useRestaurant();

const group = fc.constantFrom(
  { selectionType: 'SINGLE', minSelections: 1, maxSelections: 1, options: 2 },
  { selectionType: 'SINGLE', minSelections: 0, maxSelections: 1, options: 1 },
  { selectionType: 'MULTIPLE', minSelections: 2, maxSelections: 2, options: 2 },
  { selectionType: 'QUANTITY', minSelections: 1, maxSelections: 2, options: 2 },
  { selectionType: 'TEXT', minSelections: 1, maxSelections: 1, options: 1 },
);
const plan = fc.record({
  groups: fc.array(group, { maxLength: 2 }),
  stationCode: fc.constantFrom(null, 'KITCHEN', 'GRILL', 'NONE'),
  stock: fc.constantFrom(null, null, 0, 3),
  taken: fc.constantFrom(false, false, false, true),
  active: fc.constantFrom(true, true, true, false),
  /** Which options are taken off, by index. */
  off: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
});
type Plan = typeof plan extends fc.Arbitrary<infer P> ? P : never;

async function make({ groups, stationCode, stock, taken, active, off }: Plan, sku: string): Promise<string> {
  const { owner, manager, kitchen, outletId, categoryId } = restaurant;
  const modifierGroups = groups.map(({ options, ...rules }, at) => ({
    ...rules,
    name: `Group ${at}`,
    options: Array.from({ length: options }, (_, index) => ({ name: `Option ${index}`, priceAdjustment: 100 * index })),
  }));
  const tracked = stock === null ? {} : { trackStock: true, stockQuantity: stock };
  const productId = await addProduct(owner, { categoryId, sku, name: sku, price: 10_000, stationCode, modifierGroups, ...tracked });
  if (taken) await setAvailability(kitchen, { outletId, productId, available: false });
  if (!active) await change(manager, 'setProductOverride', { outletId, productId, active: false }, 'product { id }');
  const options = (await groupsOf(productId)).flatMap(({ options: all }) => all);
  for (const [index, { id }] of options.entries()) if (off[index]) await setAvailability(kitchen, { outletId, optionId: id, available: false });
  return productId;
}

async function groupsOf(id: string): Promise<Parameters<typeof choicesOf>[0]['groups']> {
  const { product } = await restaurant.owner.ok(
    'query ($id: ID!) { product(id: $id) { modifierGroups { name selectionType minSelections maxSelections options { id name priceAdjustment } } } }',
    { id },
  );
  return product.modifierGroups;
}

/** Whether a quote succeeds for at least one choice of the product's options. */
async function canBeOrdered(productId: string): Promise<boolean> {
  const choices = choicesOf({ groups: await groupsOf(productId) });
  for (let from = 0; from < choices.length; from += AT_ONCE) {
    const some = choices.slice(from, from + AT_ONCE);
    const named = some.map((_, index) => `$i${index}: PriceOrderInput!`).join(' ');
    const fields = some.map((_, index) => `q${index}: priceOrder(input: $i${index}) { userErrors { code } }`).join(' ');
    const inputs = some.map((modifiers, index) => [`i${index}`, orderOf(restaurant, {}, { lines: [{ productId, quantity: 1, modifiers }] })]);
    const { data, errors } = await restaurant.guest.send(`query (${named}) { ${fields} }`, Object.fromEntries(inputs));
    expect(errors).toBeUndefined();
    if (Object.values<{ userErrors: unknown[] }>(data).some(({ userErrors }) => userErrors.length === 0)) return true;
  }
  return false;
}

it('an item of any menu is available exactly when a guest finds a choice that can be ordered, and the catalogue says the same', async () => {
  const { owner, guest, outletId, stations } = restaurant;
  // Without a default station, a product that names no station or a missing one cannot be routed.
  await change(owner, 'updateStation', { id: stations.BAR, isDefault: false }, 'station { id }');
  const plans = fc.sample(plan, { seed: SEED, numRuns: PRODUCTS });
  const ids = new Map<string, string>();
  for (const [index, one] of plans.entries()) ids.set(`P${index}`, await make(one, `P${index}`));
  const menu = await menuOf(guest, outletId);
  const found = { available: 0, not: 0 };
  for (const [sku, id] of ids) {
    const orderable = await canBeOrdered(id);
    const item = itemOf(menu, sku);
    expect({ sku, available: item?.available ?? false }).toEqual({ sku, available: orderable });
    const at = 'query ($id: ID!, $outlet: ID!) { product(id: $id) { atOutlet(outletId: $outlet) { available unavailableReason availableAt } } }';
    const { atOutlet } = (await owner.ok(at, { id, outlet: outletId })).product;
    const menuState = item ? { available: item.available, unavailableReason: item.unavailableReason, availableAt: item.availableAt } : null;
    expect(atOutlet).toEqual(menuState ?? { available: false, unavailableReason: 'NOT_SOLD', availableAt: null });
    found[orderable ? 'available' : 'not'] += 1;
  }
  expect(Math.min(found.available, found.not)).toBeGreaterThan(2);
}, 120_000);
