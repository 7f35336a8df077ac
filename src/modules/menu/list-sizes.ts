/** Lists that are usually longer or shorter than others, by `Type.field`: what a busy restaurant has, not the most there can be. */
export const listSizes: Readonly<Record<string, number>> = {
  'Category.products': 20,
  'MenuItem.modifierGroups': 2,
  'MenuModifierGroup.options': 4,
  'MenuSection.items': 20,
  'ModifierGroup.options': 4,
  'Product.modifierGroups': 2,
};
