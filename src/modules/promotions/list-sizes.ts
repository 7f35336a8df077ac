/** Typical lengths of lists that are longer or shorter than the default, by `Type.field`: what a busy restaurant has, not the maximum. */
export const listSizes: Readonly<Record<string, number>> = {
  'BundleItem.categories': 2,
  'BundleItem.products': 5,
  'Promotion.categories': 2,
  'Promotion.outlets': 2,
  'Promotion.products': 5,
};
