import { indexWords } from '../../../kernel/lists/search.ts';
import { isArchived } from '../../../kernel/request/archive.ts';
import { auditChange, auditValues } from '../../../kernel/request/audit-change.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { invalid, notNull } from '../../../kernel/values/check.ts';
import { type FieldPath, notFound } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { catalogueChanged } from '../menu/menu-version.ts';
import { lockGroup } from '../model/catalogue.repository.ts';
import { addedPrice, type ChoiceRules, cheapestChoice } from '../model/choice.ts';
import { leastPricesWith } from '../model/least-price.repository.ts';
import { type LeastPrice, requireNotNegative } from '../model/least-price.ts';
import { type ModifierGroup, ModifierOption } from '../model/modifier.entity.ts';
import { checkGroup, checkOption, type OptionShape } from './modifier-group-shape.ts';

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

/** Changes a modifier group and its options: the brand's group, or the group of an outlet's own product. */
export async function updateModifierGroup(ctx: Context, input: UpdateModifierGroup): Promise<ModifierGroup> {
  const { group, outletId } = await lockGroup(ctx, input.id);
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
  const { selectionType, minSelections, maxSelections } = group;
  const leastBefore = leastOf({ selectionType, minSelections, maxSelections, options: existing.filter((option) => !isArchived(option)) });
  Object.assign(group, facts);
  for (const [sortOrder, { archived: _, ...option }] of options.entries()) {
    const before = existing[sortOrder];
    if (before) await changeOption(ctx, outletId, before, option);
    else ctx.em.persist(ctx.em.create(ModifierOption, { ...option, group, sortOrder }));
  }
  if (leastOf({ ...facts, options: options.filter(({ archived }) => !archived) }) < leastBefore) await requirePrices(ctx, group, input);
  await indexWords(ctx, 'ModifierGroup', group.id, [group.name]);
  await catalogueChanged(ctx, outletId, { type: 'MENU_CHANGED', entityId: group.id });
  return group;
}

/** What the group's cheapest allowed choice adds to a price. */
function leastOf(rules: ChoiceRules): Money {
  return addedPrice(cheapestChoice(rules) ?? []);
}

/** The group allows a cheaper choice than before: that must not make a product cost less than 0. */
async function requirePrices(ctx: Context, group: ModifierGroup, input: UpdateModifierGroup): Promise<void> {
  for (const least of await leastPricesWith(ctx, group.id)) requireNotNegative(null, least, fieldOf(least, input));
}

/** The sent option that makes a price negative; else the limit of units that does. */
function fieldOf({ choice }: LeastPrice, input: UpdateModifierGroup): FieldPath {
  const lowering = choice.map(({ chosen }) => chosen.option).filter(({ priceAdjustment }) => priceAdjustment < 0);
  const index = (input.options ?? []).findIndex((sent) =>
    lowering.some(({ id, name }) => (sent.id == null ? name === sent.name?.trim() : id === sent.id.toLowerCase())),
  );
  if (index >= 0) return ['options', index, 'priceAdjustment'];
  return [input.maxSelections == null ? 'minSelections' : 'maxSelections'];
}

async function changeOption(ctx: Context, outletId: string | null, option: ModifierOption, changed: Omit<OptionShape, 'archived'>): Promise<void> {
  const before = auditValues(option, ['priceAdjustment']);
  Object.assign(option, changed);
  const about = { action: 'PRICE_CHANGED', outletId, entityType: 'ModifierOption', entityId: option.id } as const;
  await auditChange(ctx, about, before, auditValues(option, ['priceAdjustment']));
}

/** All options after the change: changed options in their places, new options behind them. */
function mergedOptions(existing: readonly ModifierOption[], changes: readonly UpdateModifierOption[]): OptionShape[] {
  const merged: OptionShape[] = existing.map(({ name, priceAdjustment, isDefault, archivedAt }) => ({
    name,
    priceAdjustment,
    isDefault,
    archived: archivedAt != null,
  }));
  for (const [index, change] of changes.entries()) {
    const path: FieldPath = ['options', index];
    const position = change.id == null ? merged.length : existing.findIndex(({ id }) => id === change.id?.toLowerCase());
    if (position < 0) throw notFound('Option', [...path, 'id']);
    const before = merged[position];
    const name = notNull(change.name, [...path, 'name']) ?? before?.name;
    if (name === undefined) throw invalid([...path, 'name'], 'is needed for a new option.');
    const priceAdjustment = notNull(change.priceAdjustment, [...path, 'priceAdjustment']) ?? before?.priceAdjustment ?? 0;
    const isDefault = notNull(change.isDefault, [...path, 'isDefault']) ?? before?.isDefault ?? false;
    merged[position] = checkOption({ name, priceAdjustment, isDefault, archived: before?.archived ?? false }, path);
  }
  return merged;
}
