import { notNull, sentFields } from '../../kernel/check.ts';
import type { Context } from '../../kernel/context.ts';
import { lockedCategory } from './catalogue.repository.ts';
import { checkDescription, checkName, checkSortOrder, checkStationCode } from './catalogue-checks.ts';
import { brandMenuChanged } from './menu-version.ts';
import { checkPicture } from './picture.ts';
import type { Category } from './product.entity.ts';

export interface UpdateCategory {
  readonly id: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly imageUrl?: string | null;
  readonly sortOrder?: number | null;
  readonly active?: boolean | null;
  readonly stationCode?: string | null;
}

/** Changes a section of the brand's catalogue. */
export async function updateCategory(ctx: Context, input: UpdateCategory): Promise<Category> {
  const category = await lockedCategory(ctx, input.id);
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
