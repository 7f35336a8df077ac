const CATEGORIES = 20;
const PRODUCTS = 10;
const OPTIONS = 4;

/** The large menu: products in categories, each with three modifier groups of four options. */
export function largeCatalogue(): readonly (readonly object[])[] {
  return Array.from({ length: CATEGORIES }, (_, category) => Array.from({ length: PRODUCTS }, (_, product) => productInput(category + 1, product + 1)));
}

function productInput(category: number, product: number): object {
  const group = (name: string, selectionType: string, maxSelections: number, step: number): object => ({
    name,
    selectionType,
    maxSelections,
    options: Array.from({ length: OPTIONS }, (_, index) => ({ name: `${name} ${index + 1}`, priceAdjustment: index * step })),
  });
  return {
    sku: `SKU-${category}-${product}`,
    name: productName(category, product),
    price: 20_000 + category * 1000 + product * 100,
    modifierGroups: [group('Size', 'SINGLE', 1, 4000), group('Milk', 'SINGLE', 1, 3000), group('Extra', 'QUANTITY', 5, 2500)],
  };
}

export function productName(category: number, product: number): string {
  return `Drink ${category}-${product}`;
}

/** The menu query of a board, or of a kiosk (with the ids that an order needs). */
export function menuQuery(ids: boolean): string {
  const when = (field: string): string => (ids ? field : '');
  return `query ($outletId: ID!) { menu(outletId: $outletId) { version sections { name items { ${when('productId')} name price available modifierGroups { name minSelections maxSelections options { ${when('optionId')} name priceAdjustment available } } } } } }`;
}
