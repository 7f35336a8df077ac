import { atOnce } from './at-once.ts';
import type { Caller } from './caller.ts';
import { type CatalogueProduct, type CategoryName, categories, stationOf } from './catalogue.ts';
import type { Plan } from './plan.ts';

/** Ids for orders: product ids by {@link productKey}, and option ids by option name. */
export type MenuIds = ReadonlyMap<string, { readonly productId: string; readonly options: ReadonlyMap<string, string> }>;

interface StoredCategory {
  readonly id: string;
  readonly name: string;
  readonly products: readonly StoredProduct[];
}
interface StoredProduct {
  readonly id: string;
  readonly sku: string;
  readonly modifierGroups: readonly { readonly options: readonly { readonly id: string; readonly name: string }[] }[];
}

const PRODUCT = 'id sku modifierGroups { options { id name } }';
const CATALOGUE = `query { categories { id name products { ${PRODUCT} } } }`;

/** Creates missing products, several at once, and returns the ids of all products. */
export async function buildMenu(owner: Caller, plan: Plan, catalogue: ReadonlyMap<string, CatalogueProduct>, clients: number): Promise<MenuIds> {
  const { categories: stored } = await owner.query<{ categories: StoredCategory[] }>('categories', CATALOGUE);
  const categoryIds = await buildCategories(owner, plan, stored);
  const known = new Map(stored.flatMap(({ products }) => products.map((product) => [product.sku, product])));
  const ids = new Map<string, { productId: string; options: Map<string, string> }>();
  await atOnce(clients, [...catalogue], async ([key, product]) => {
    const made = known.get(product.sku) ?? (await createProduct(owner, plan, product, categoryIds));
    const options = made.modifierGroups.flatMap((group) => group.options.map(({ id, name }) => [name, id] as const));
    ids.set(key, { productId: made.id, options: new Map(options) });
  });
  return ids;
}

async function buildCategories(owner: Caller, plan: Plan, stored: readonly StoredCategory[]): Promise<ReadonlyMap<CategoryName, string>> {
  const ids = new Map<CategoryName, string>();
  for (const [sortOrder, name] of categories.entries()) {
    const found = stored.find((category) => category.name === name);
    if (found) ids.set(name, found.id);
    else {
      const input = { name, sortOrder, stationCode: stationOf(name) };
      const { data } = await owner.command<{ category: { id: string } }>('createCategory', 'category { id }', input, `replay:${plan.slug}:${name}`);
      ids.set(name, data.category.id);
    }
  }
  return ids;
}

async function createProduct(owner: Caller, plan: Plan, product: CatalogueProduct, categoryIds: ReadonlyMap<CategoryName, string>): Promise<StoredProduct> {
  const { sku, name, category, unitCents, options, maxOptions, repeats } = product;
  const input = {
    categoryId: categoryIds.get(category),
    sku,
    name,
    price: unitCents * plan.perCent,
    // Prices in the file are those of whole lines and include the options.
    modifierGroups:
      options.length === 0
        ? []
        : [
            {
              name: 'Choices',
              selectionType: repeats ? 'QUANTITY' : 'MULTIPLE',
              maxSelections: maxOptions,
              options: options.map((option) => ({ name: option })),
            },
          ],
  };
  const { data } = await owner.command<{ product: StoredProduct }>('createProduct', `product { ${PRODUCT} }`, input, `replay:${plan.slug}:${sku}`);
  return data.product;
}
