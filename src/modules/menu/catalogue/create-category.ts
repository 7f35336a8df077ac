import type { Context } from '../../../kernel/request/context.ts';
import { checkPicture } from '../../../kernel/request/picture.ts';
import { checkText } from '../../../kernel/values/check.ts';
import { brandMenuChanged } from '../menu/menu-version.ts';
import { checkDescription, checkSortOrder, checkStationCode } from '../model/catalogue-checks.ts';
import { Category } from '../model/product.entity.ts';

export interface CreateCategory {
  readonly name: string;
  readonly description?: string | null;
  readonly imageUrl?: string | null;
  readonly sortOrder?: number | null;
  readonly stationCode?: string | null;
}

/** Adds a category to the brand's catalogue. */
export async function createCategory(ctx: Context, input: CreateCategory): Promise<Category> {
  const category = ctx.em.create(Category, {
    name: checkText(input.name, ['name']),
    description: checkDescription(input.description, ['description']) ?? null,
    imageUrl: checkPicture(ctx.services, input.imageUrl, ['imageUrl']) ?? null,
    sortOrder: checkSortOrder(input.sortOrder ?? 0, ['sortOrder']) ?? 0,
    stationCode: checkStationCode(input.stationCode, ['stationCode']) ?? null,
  });
  ctx.em.persist(category);
  await brandMenuChanged(ctx, { type: 'MENU_CHANGED', entityId: category.id });
  return category;
}
