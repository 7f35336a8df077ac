import { catalogueArchiveResolvers } from './archive.resolver.ts';
import { atOutletResolvers } from './at-outlet.resolver.ts';
import { CategoryResolver } from './catalogue.resolver.ts';
import { CatalogueListResolver } from './catalogue-list.resolver.ts';
import { modifierGroupConnection, productConnection } from './catalogue-list.type.ts';
import { MenuItemResolver, MenuModifierOptionResolver, MenuResolver, MenuSectionResolver } from './menu.resolver.ts';
import { ModifierGroupResolver } from './modifier-group.resolver.ts';
import { ProductResolver } from './product.resolver.ts';
import { StockMovementResolver } from './stock-movement.resolver.ts';
import { StockMovementType, stockMovementConnection } from './stock-movement.type.ts';

export type { MenuItem } from './assemble-menu.ts';
export { categoriesInReach, optionsInReach, productsInReach } from './catalogue.repository.ts';
export { CategoryType, ModifierGroupType, ModifierOptionType, ProductType } from './catalogue.type.ts';
export { type CreateCategory, createCategory } from './create-category.ts';
export { type CreateModifierGroup, createModifierGroup } from './create-modifier-group.ts';
export { type CreateProduct, createProduct } from './create-product.ts';
export { menuInvariants } from './invariants.ts';
export { MenuItemType } from './menu.type.ts';
export { currentMenuEntry, stopMenuMemory } from './menu-memory.ts';
export { menuChanged } from './menu-version.ts';
export { ModifierGroup, ModifierOption, SelectionType } from './modifier.entity.ts';
export type { ChosenModifier, ModifierSelection } from './modifier-rules.ts';
export { menuNodes } from './nodes.ts';
export { Category, OptionAtOutlet, Product, ProductAtOutlet, ProductModifierGroup } from './product.entity.ts';
export { menuItemAt } from './read-menu.ts';
export { requireRouted } from './require-routed.ts';
export { type SellableLine, sellable, type WantedLine } from './sellable.ts';
export { type SetAvailability, setAvailability } from './set-availability.ts';
export { type SetProductOverride, setProductOverride } from './set-product-override.ts';
export { StockMovement, StockReason } from './stock-movement.entity.ts';
export { requireStock, returnStock, type StockLine, type StockOrder, takeStock } from './take-stock.ts';

export { StockMovementType };

/** The module's part of the schema. */
export const menuResolvers = [
  MenuResolver,
  MenuSectionResolver,
  MenuItemResolver,
  MenuModifierOptionResolver,
  CategoryResolver,
  ModifierGroupResolver,
  ProductResolver,
  ...atOutletResolvers,
  StockMovementResolver,
  stockMovementConnection.resolver,
  ...catalogueArchiveResolvers,
  CatalogueListResolver,
  productConnection.resolver,
  modifierGroupConnection.resolver,
] as const;
