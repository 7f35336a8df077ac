/** Typical lengths of lists that are longer or shorter than the default, by `Type.field`: what a busy restaurant has, not the maximum. */
export const listSizes: Readonly<Record<string, number>> = {
  'Category.products': 20,
  'MenuItem.modifierGroups': 2,
  'MenuModifierGroup.options': 4,
  'MenuSection.items': 20,
  'ModifierGroup.options': 4,
  'Product.modifierGroups': 2,
};
