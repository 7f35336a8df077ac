import { archiveMutations } from '../../../kernel/graphql/archive.type.ts';
import { requireOwnProduct } from '../model/brand-catalogue.ts';
import { outletOf } from '../model/catalogue.repository.ts';
import { CategoryType, ModifierGroupType, ProductType } from '../model/catalogue.type.ts';
import { ArchiveCategoryInput } from '../model/category-and-group.type.ts';
import { ModifierGroup } from '../model/modifier.entity.ts';
import { Category, Product } from '../model/product.entity.ts';
import { archiveCategory, unarchiveCategory } from './archive-category.ts';
import { archiveModifierGroup, archiveModifierOption, unarchiveModifierGroup, unarchiveModifierOption } from './archive-modifier-group.ts';
import { archiveProduct, unarchiveProduct } from './archive-product.ts';

const categories = archiveMutations({
  name: 'Category',
  field: 'category',
  type: () => CategoryType,
  of: Category,
  permission: 'MANAGE_TENANT',
  input: ArchiveCategoryInput,
  archive: {
    description:
      'Takes a category off all menus. Its products are moved or archived with it; CONFLICT while it has products and the input says neither. Promotions that name it go on. TENANT_OWNER.',
    run: archiveCategory,
  },
  unarchive: {
    description: 'Takes an archived category back into use, without the products that were archived with it. TENANT_OWNER.',
    run: unarchiveCategory,
  },
});

const products = archiveMutations({
  name: 'Product',
  field: 'product',
  type: () => ProductType,
  of: Product,
  authorize: requireOwnProduct,
  permission: 'MANAGE_OUTLET',
  archive: {
    description:
      "Takes a product off all menus: it cannot be ordered any more. Orders keep it, promotions that name it go on, its SKU stays taken. TENANT_OWNER; MANAGER for an outlet's own.",
    run: archiveProduct,
  },
  unarchive: {
    description: "Puts an archived product back on menus, as it was. CONFLICT while its category is archived. TENANT_OWNER; MANAGER for an outlet's own.",
    run: unarchiveProduct,
  },
});

const groups = archiveMutations({
  name: 'ModifierGroup',
  field: 'modifierGroup',
  type: () => ModifierGroupType,
  of: ModifierGroup,
  authorize: outletOf,
  permission: 'MANAGE_OUTLET',
  archive: {
    description:
      "Takes a modifier group away from all products that offer it: clients do not ask for it any more, even if it was required. TENANT_OWNER; MANAGER for the own groups of an outlet's products.",
    run: archiveModifierGroup,
  },
  unarchive: {
    description: "Gives an archived modifier group back to the products that offered it. TENANT_OWNER; MANAGER for the own groups of an outlet's products.",
    run: unarchiveModifierGroup,
  },
});

const options = archiveMutations({
  name: 'ModifierOption',
  field: 'modifierGroup',
  type: () => ModifierGroupType,
  of: ModifierGroup,
  authorize: outletOf,
  permission: 'MANAGE_OUTLET',
  archive: {
    description:
      "Takes an option away from its group: it cannot be chosen any more. Items whose group has fewer options left than it requires say OPTIONS_UNAVAILABLE. The answer has the group. TENANT_OWNER; MANAGER for the own groups of an outlet's products.",
    run: archiveModifierOption,
  },
  unarchive: {
    description: "Offers an archived option again. The answer has its group. TENANT_OWNER; MANAGER for the own groups of an outlet's products.",
    run: unarchiveModifierOption,
  },
});

/** The archive commands of all parts of the catalogue. */
export const catalogueArchiveResolvers = [categories, products, groups, options] as const;
