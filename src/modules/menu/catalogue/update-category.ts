import type { Context } from '../../../kernel/request/context.ts';
import { checkPicture } from '../../../kernel/request/picture.ts';
import { notNull, sentFields } from '../../../kernel/values/check.ts';
import { brandMenuChanged } from '../menu/menu-version.ts';
import { lockCategory } from '../model/catalogue.repository.ts';
import { checkDescription, checkName, checkSortOrder, checkStationCode } from '../model/catalogue-checks.ts';
import type { Category } from '../model/product.entity.ts';

export interface UpdateCategory {
  readonly id: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly imageUrl?: string | null;
  readonly sortOrder?: number | null;
  readonly active?: boolean | null;
  readonly stationCode?: string | null;
}

/** Changes a category of the brand's catalogue. */
export async function updateCategory(ctx: Context, input: UpdateCategory): Promise<Category> {
  const category = await lockCategory(ctx, input.id);
  Object.assign(
    category,
    sentFields({
      name: checkName(input.name, ['name']),
      description: checkDescription(input.description, ['description']),
      imageUrl: checkPicture(ctx.services, input.imageUrl, ['imageUrl']),
      sortOrder: checkSortOrder(input.sortOrder, ['sortOrder']),
      active: notNull(input.active, ['active']),
      stationCode: checkStationCode(input.stationCode, ['stationCode']),
    }),
  );
  await brandMenuChanged(ctx, { type: 'MENU_CHANGED', entityId: category.id });
  return category;
}
