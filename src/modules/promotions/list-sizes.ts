/** Lists that are usually longer or shorter than others, by `Type.field`: what a busy restaurant has, not the most there can be. */
export const listSizes: Readonly<Record<string, number>> = {
  'BundleItem.categories': 2,
  'BundleItem.products': 5,
  'Promotion.categories': 2,
  'Promotion.outlets': 2,
  'Promotion.products': 5,
};
