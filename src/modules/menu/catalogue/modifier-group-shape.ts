import { checkInteger, checkList, checkText, invalid } from '../../../kernel/values/check.ts';
import type { FieldPath } from '../../../kernel/values/errors.ts';
import { MAX_AMOUNT, type Money } from '../../../kernel/values/money.ts';
import type { SelectionType } from '../model/modifier.entity.ts';

/** A modifier group with everything that its rules check. */
export interface GroupShape {
  readonly name: string;
  readonly selectionType: SelectionType;
  /** Number of units, like maxSelections. */
  readonly minSelections: number;
  readonly maxSelections: number;
  readonly options: readonly OptionShape[];
}

export interface OptionShape {
  readonly name: string;
  /** Minor units for each unit chosen; may be negative. */
  readonly priceAdjustment: Money;
  readonly isDefault: boolean;
  /** Kept, but not offered. */
  readonly archived: boolean;
}

export const MAX_OPTIONS = 50;
/** Includes archived options. */
const MAX_KEPT_OPTIONS = 250;
const MAX_UNITS = 1000;

/**
 * Checks a group against its rules: min ≤ max, both in units; SINGLE and TEXT allow one, MULTIPLE at most one of each option,
 * TEXT has exactly one option; no more defaults than max. If all its options are archived, nothing can be chosen, and its items
 * say so. Returns the group with its texts trimmed.
 * @throws UserFailure INVALID_INPUT or LIMIT_EXCEEDED, with the field below `path`
 */
export function checkGroup(group: GroupShape, path: FieldPath): GroupShape {
  const { selectionType } = group;
  const at = (...rest: FieldPath): FieldPath => [...path, ...rest];
  const kept = checkList(group.options, at('options'), { min: 1, max: MAX_KEPT_OPTIONS });
  const options = kept.map((option, index) => checkOption(option, at('options', index)));
  const inUse = checkList(
    options.filter(({ archived }) => !archived),
    at('options'),
    { max: MAX_OPTIONS },
  );
  if (selectionType === 'TEXT' && inUse.length > 1) throw invalid(at('options'), 'of a TEXT group must be exactly one.');
  const maxSelections = checkInteger(group.maxSelections, at('maxSelections'), 1, MAX_UNITS);
  if ((selectionType === 'SINGLE' || selectionType === 'TEXT') && maxSelections !== 1)
    throw invalid(at('maxSelections'), `of a ${selectionType} group must be 1.`);
  if (selectionType === 'MULTIPLE' && maxSelections > options.length)
    throw invalid(at('maxSelections'), 'of a MULTIPLE group must not be more than its options.');
  const minSelections = checkInteger(group.minSelections, at('minSelections'), 0, MAX_UNITS);
  if (minSelections > maxSelections) throw invalid(at('minSelections'), 'must not be more than maxSelections.');
  if (inUse.filter(({ isDefault }) => isDefault).length > maxSelections) throw invalid(at('options'), 'must not have more defaults than maxSelections.');
  return { name: checkText(group.name, at('name')), selectionType, minSelections, maxSelections, options };
}

/** An option with its texts trimmed and its amount in bounds. */
export function checkOption(option: OptionShape, path: FieldPath): OptionShape {
  return {
    name: checkText(option.name, [...path, 'name']),
    priceAdjustment: checkInteger(option.priceAdjustment, [...path, 'priceAdjustment'], -MAX_AMOUNT, MAX_AMOUNT),
    isDefault: option.isDefault,
    archived: option.archived,
  };
}
