import { indexWords } from '../../../kernel/lists/search.ts';
import type { Context } from '../../../kernel/request/context.ts';
import type { FieldPath } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { brandMenuChanged } from '../menu/menu-version.ts';
import { ModifierGroup, ModifierOption, type SelectionType } from '../model/modifier.entity.ts';
import { checkGroup, type OptionShape } from './modifier-group-shape.ts';

export interface CreateModifierGroup {
  readonly name: string;
  readonly selectionType: SelectionType;
  readonly minSelections?: number | null;
  readonly maxSelections?: number | null;
  readonly options: readonly CreateModifierOption[];
}

export interface CreateModifierOption {
  readonly name: string;
  readonly priceAdjustment?: Money | null;
  readonly isDefault?: boolean | null;
}

/** Adds a group that any product of the brand may offer. */
export async function createModifierGroup(ctx: Context, input: CreateModifierGroup): Promise<ModifierGroup> {
  const group = await newGroup(ctx, input, []);
  await brandMenuChanged(ctx, { type: 'MENU_CHANGED', entityId: group.id });
  return group;
}

/** A checked group with its options, stored with the next flush. */
export async function newGroup(ctx: Context, input: CreateModifierGroup, path: FieldPath, ownedByProduct = false): Promise<ModifierGroup> {
  const { options, ...facts } = checkGroup(
    { ...input, minSelections: input.minSelections ?? 0, maxSelections: input.maxSelections ?? 1, options: input.options.map(withDefaults) },
    path,
  );
  const group = ctx.em.create(ModifierGroup, { ...facts, ownedByProduct });
  for (const [sortOrder, { archived: _, ...option }] of options.entries()) ctx.em.create(ModifierOption, { ...option, group, sortOrder });
  ctx.em.persist(group);
  await indexWords(ctx, 'ModifierGroup', group.id, [group.name]);
  return group;
}

function withDefaults({ name, priceAdjustment, isDefault }: CreateModifierOption): OptionShape {
  return { name, priceAdjustment: priceAdjustment ?? 0, isDefault: isDefault ?? false, archived: false };
}
