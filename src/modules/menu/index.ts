import type { Module } from '../../kernel/module.ts';
import { auditActions } from './audit-actions.ts';
import { catalogueArchiveResolvers } from './catalogue/archive.resolver.ts';
import { CategoryResolver } from './catalogue/catalogue.resolver.ts';
import { CatalogueListResolver } from './catalogue/catalogue-list.resolver.ts';
import { modifierGroupConnection, productConnection } from './catalogue/catalogue-list.type.ts';
import { ModifierGroupResolver } from './catalogue/modifier-group.resolver.ts';
import { ProductResolver } from './catalogue/product.resolver.ts';
import { menuInvariants } from './invariants.ts';
import { listSizes } from './list-sizes.ts';
import { MenuItemResolver, MenuModifierOptionResolver, MenuResolver, MenuSectionResolver } from './menu/menu.resolver.ts';
import { stopMenuMemory } from './menu/menu-memory.ts';
import { ModifierGroup, ModifierOption } from './model/modifier.entity.ts';
import { Category, OptionAtOutlet, Product, ProductAtOutlet, ProductModifierGroup } from './model/product.entity.ts';
import { StockMovement } from './model/stock-movement.entity.ts';
import { menuNodes } from './nodes.ts';
import { atOutletResolvers } from './stock/at-outlet.resolver.ts';
import { StockMovementResolver } from './stock/stock-movement.resolver.ts';
import { StockMovementType, stockMovementConnection } from './stock/stock-movement.type.ts';

export { type CreateCategory, createCategory } from './catalogue/create-category.ts';
export { type CreateModifierGroup, createModifierGroup } from './catalogue/create-modifier-group.ts';
export { type CreateProduct, createProduct } from './catalogue/create-product.ts';
export type { MenuItem } from './menu/assemble-menu.ts';
export { MenuItemType } from './menu/menu.type.ts';
export { currentMenuEntry } from './menu/menu-memory.ts';
export { menuChanged } from './menu/menu-version.ts';
export { askForProducts } from './menu/offer.repository.ts';
export { menuItemAt } from './menu/read-menu.ts';
export { categoriesInReach, optionsInReach, productsInReach } from './model/catalogue.repository.ts';
export { CategoryType, ModifierGroupType, ModifierOptionType, ProductType } from './model/catalogue.type.ts';
export { ModifierOption, SelectionType } from './model/modifier.entity.ts';
export type { ChosenModifier, ModifierSelection } from './model/modifier-rules.ts';
export { Category, Product } from './model/product.entity.ts';
export { StockMovement, StockReason } from './model/stock-movement.entity.ts';
export { requireRouted } from './stock/require-routed.ts';
export { type RequestedLine, type SellableLine, sellableLines } from './stock/sellable.ts';
export { type SetAvailability, setAvailability } from './stock/set-availability.ts';
export { type SetProductOverride, setProductOverride } from './stock/set-product-override.ts';
export { requireStock, returnStock, type StockLine, type StockOrder, takeStock } from './stock/take-stock.ts';

export { StockMovementType };

export const menuModule: Module = {
  entities: [Category, Product, ProductModifierGroup, ModifierGroup, ModifierOption, ProductAtOutlet, OptionAtOutlet, StockMovement],
  resolvers: [
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
  ],
  nodes: menuNodes,
  invariants: menuInvariants,
  auditActions,
  listSizes,
  start: [(services) => () => stopMenuMemory(services)],
};
