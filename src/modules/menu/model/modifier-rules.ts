import { checkText } from '../../../kernel/values/check.ts';
import { type FieldPath, UserFailure } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import type { SelectionType } from './modifier.entity.ts';

/** A modifier group as a product offers it at an outlet, now. */
export interface OfferedGroup {
  readonly name: string;
  readonly selectionType: SelectionType;
  /** Number of units, like maxSelections. */
  readonly minSelections: number;
  readonly maxSelections: number;
  readonly options: readonly OfferedOption[];
}

export interface OfferedOption {
  readonly id: string;
  readonly name: string;
  readonly priceAdjustment: Money;
  readonly available: boolean;
}

/** A client's choice: `ModifierSelectionInput`. */
export interface ModifierSelection {
  readonly optionId: string;
  readonly quantity?: number | null;
  readonly text?: string | null;
}

/** A modifier as it is sold; `priceAdjustment` is for one unit. */
export interface ChosenModifier {
  readonly optionId: string;
  readonly groupName: string;
  readonly name: string;
  readonly quantity: number;
  readonly priceAdjustment: Money;
  readonly text: string | null;
}

/** Maximum number of characters in the text of a TEXT option. */
const MAX_TEXT = 200;

/**
 * Checks the choices of one line against the product's groups: SINGLE and TEXT take one option once, MULTIPLE each option once,
 * QUANTITY units of each; min and max count units. Defaults are not added. Returns the choices in the order of the groups,
 * units of one option together.
 * @throws UserFailure MODIFIER_RULE, or PRODUCT_UNAVAILABLE for an option that is off, with the field below `path`
 */
export function chooseModifiers(groups: readonly OfferedGroup[], selections: readonly ModifierSelection[], path: FieldPath): ChosenModifier[] {
  const chosen = new Map<OfferedOption, ChosenModifier>();
  for (const [index, selection] of selections.entries()) {
    const at = [...path, index];
    const optionId = selection.optionId.toLowerCase();
    const group = groups.find(({ options }) => options.some((option) => option.id === optionId));
    const option = group?.options.find(({ id }) => id === optionId);
    if (!group || !option) throw broken('The product offers no such option.', [...at, 'optionId']);
    if (!option.available) throw new UserFailure('PRODUCT_UNAVAILABLE', `${option.name} is not available.`, { field: [...at, 'optionId'] });
    const before = chosen.get(option);
    if (before && group.selectionType !== 'QUANTITY') throw broken(`${option.name} can be chosen once only.`, [...at, 'optionId']);
    const quantity = checkUnits(group, selection.quantity ?? 1, [...at, 'quantity']) + (before?.quantity ?? 0);
    const text = checkChoiceText(group, selection.text, [...at, 'text']);
    chosen.set(option, { optionId, groupName: group.name, name: option.name, quantity, priceAdjustment: option.priceAdjustment, text });
  }
  return groups.flatMap((group) => {
    const own = [...chosen].filter(([option]) => group.options.includes(option)).map(([, modifier]) => modifier);
    checkCount(group, own, path);
    return own;
  });
}

/** What the chosen modifiers add to the unit price. */
export function priceAdjustmentOf(modifiers: readonly ChosenModifier[]): Money {
  return modifiers.reduce((sum, { quantity, priceAdjustment }) => sum + quantity * priceAdjustment, 0);
}

function checkUnits(group: OfferedGroup, quantity: number, field: FieldPath): number {
  if (quantity < 1) throw broken('quantity must be at least 1.', field);
  if (quantity !== 1 && group.selectionType !== 'QUANTITY') throw broken(`Options of ${group.name} are chosen once: quantity must be 1.`, field);
  return quantity;
}

function checkChoiceText(group: OfferedGroup, text: string | null | undefined, field: FieldPath): string | null {
  const trimmed = text?.trim() ?? '';
  if (group.selectionType !== 'TEXT') {
    if (trimmed !== '') throw broken(`${group.name} takes no text.`, field);
    return null;
  }
  if (trimmed === '') throw broken(`${group.name} needs a text.`, field);
  return checkText(trimmed, field, { max: MAX_TEXT });
}

function checkCount({ name, minSelections: min, maxSelections: max }: OfferedGroup, own: readonly ChosenModifier[], field: FieldPath): void {
  const units = own.reduce((sum, { quantity }) => sum + quantity, 0);
  if (units < min) throw broken(`${name} needs at least ${min}.`, field, { group: name, min, chosen: units });
  if (units > max) throw broken(`${name} allows at most ${max}.`, field, { group: name, max, chosen: units });
}

function broken(message: string, field: FieldPath, details?: Record<string, unknown>): UserFailure {
  return new UserFailure('MODIFIER_RULE', message, details ? { field, details } : { field });
}
