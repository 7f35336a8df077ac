import { auditChange, factsOf } from '../../kernel/audit-change.ts';
import { invalid, notNull } from '../../kernel/check.ts';
import type { Context } from '../../kernel/context.ts';
import { type FieldPath, notFound } from '../../kernel/failure.ts';
import type { Money } from '../../kernel/money.ts';
import { requireBrandCatalogue } from './brand-catalogue.ts';
import { isInReach, lockRow } from './catalogue.repository.ts';
import { catalogueChanged } from './menu-version.ts';
import { ModifierGroup, ModifierOption } from './modifier.entity.ts';
import { checkGroup, checkOption, type OptionShape } from './modifier-group-shape.ts';
import { Product } from './product.entity.ts';

export interface UpdateModifierGroup {
  readonly id: string;
  readonly name?: string | null;
  readonly minSelections?: number | null;
  readonly maxSelections?: number | null;
  readonly options?: readonly UpdateModifierOption[] | null;
}

/** With an id: changes that option; without: adds one. */
export interface UpdateModifierOption {
  readonly id?: string | null;
  readonly name?: string | null;
  readonly priceAdjustment?: Money | null;
  readonly isDefault?: boolean | null;
}

/** Changes a modifier group and its options: the brand's, or the own one of an outlet's product. */
export async function updateModifierGroup(ctx: Context, input: UpdateModifierGroup): Promise<ModifierGroup> {
  if (!(await lockRow(ctx, 'modifier_group', input.id))) throw notFound('Modifier group', ['id']);
  const group = await ctx.em.findOneOrFail(ModifierGroup, { id: input.id }, { populate: ['options'] });
  const outletId = await outletOf(ctx, group);
  const existing = group.options.getItems();
  const { options, ...facts } = checkGroup(
    {
      selectionType: group.selectionType,
      name: notNull(input.name, ['name']) ?? group.name,
      minSelections: notNull(input.minSelections, ['minSelections']) ?? group.minSelections,
      maxSelections: notNull(input.maxSelections, ['maxSelections']) ?? group.maxSelections,
      options: mergedOptions(existing, input.options ?? []),
    },
    [],
  );
  Object.assign(group, facts);
  for (const [sortOrder, option] of options.entries()) {
    const before = existing[sortOrder];
    if (before) await changeOption(ctx, outletId, before, option);
    else ctx.em.persist(ctx.em.create(ModifierOption, { ...option, group, sortOrder }));
  }
  await catalogueChanged(ctx, outletId, { type: 'MENU_CHANGED', entityId: group.id });
  return group;
}

async function changeOption(ctx: Context, outletId: string | null, option: ModifierOption, changed: OptionShape): Promise<void> {
  const before = factsOf(option, ['priceAdjustment']);
  Object.assign(option, changed);
  const about = { action: 'PRICE_CHANGED', outletId, entityType: 'ModifierOption', entityId: option.id } as const;
  await auditChange(ctx, about, before, factsOf(option, ['priceAdjustment']));
}

/** The options as they are to be: changed ones in their places, new ones behind. */
function mergedOptions(existing: readonly ModifierOption[], changes: readonly UpdateModifierOption[]): OptionShape[] {
  const merged: OptionShape[] = existing.map(({ name, priceAdjustment, isDefault }) => ({ name, priceAdjustment, isDefault }));
  for (const [index, change] of changes.entries()) {
    const path: FieldPath = ['options', index];
    const position = change.id == null ? merged.length : existing.findIndex(({ id }) => id === change.id?.toLowerCase());
    if (position < 0) throw notFound('Option', [...path, 'id']);
    const before = merged[position];
    const name = notNull(change.name, [...path, 'name']) ?? before?.name;
    if (name === undefined) throw invalid([...path, 'name'], 'is needed for a new option.');
    const priceAdjustment = notNull(change.priceAdjustment, [...path, 'priceAdjustment']) ?? before?.priceAdjustment ?? 0;
    merged[position] = checkOption({ name, priceAdjustment, isDefault: notNull(change.isDefault, [...path, 'isDefault']) ?? before?.isDefault ?? false }, path);
  }
  return merged;
}

/** The outlet whose product owns the group; null: it is the brand's, and only the brand changes it. */
export async function outletOf(ctx: Context, group: ModifierGroup): Promise<string | null> {
  const owner = group.ownedByProduct ? await ctx.em.findOne(Product, { groupLinks: { group: group.id } }) : null;
  if (owner && !isInReach(ctx, owner)) throw notFound('Modifier group', ['id']);
  if (owner?.outlet == null) requireBrandCatalogue(ctx);
  return owner?.outlet?.id ?? null;
}
