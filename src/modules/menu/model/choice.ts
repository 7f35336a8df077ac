import type { Money } from '../../../kernel/values/money.ts';
import type { SelectionType } from './modifier.entity.ts';

/** What decides which choices a modifier group allows (modifier-rules.ts checks choices). */
export interface ChoiceRules<O extends PricedOption = PricedOption> {
  readonly selectionType: SelectionType;
  /** Number of units, like maxSelections. */
  readonly minSelections: number;
  readonly maxSelections: number;
  readonly options: readonly O[];
}

export interface PricedOption {
  /** Added to the unit price for each unit chosen; may be negative. */
  readonly priceAdjustment: Money;
}

/** Units of one option in a choice. */
export interface ChosenUnits<O> {
  readonly option: O;
  readonly units: number;
}

/** The allowed choice that makes an item most expensive; null: the options allow none. */
export function dearestChoice<O extends PricedOption>(group: ChoiceRules<O>): readonly ChosenUnits<O>[] | null {
  return extremeChoice(group, 1);
}

/** The allowed choice that makes an item cheapest; null: the options allow none. */
export function cheapestChoice<O extends PricedOption>(group: ChoiceRules<O>): readonly ChosenUnits<O>[] | null {
  return extremeChoice(group, -1);
}

/** What a choice adds to the unit price. */
export function addedPrice(choice: readonly ChosenUnits<PricedOption>[]): Money {
  return choice.reduce((sum, { option, units }) => sum + units * option.priceAdjustment, 0);
}

/**
 * The choice with the largest sum of adjustments × `sign`: the minimum units of the group, of the best options, and more units
 * as long as they make the sum larger. QUANTITY takes all units of one option; other types take each option once.
 */
function extremeChoice<O extends PricedOption>(group: ChoiceRules<O>, sign: 1 | -1): readonly ChosenUnits<O>[] | null {
  const { selectionType, minSelections: min, maxSelections: max } = group;
  const options = [...group.options].sort((a, b) => sign * (b.priceAdjustment - a.priceAdjustment));
  const wanted = (option: O, before: number): number => (sign * option.priceAdjustment > 0 ? max : Math.max(min - before, 0));
  if (selectionType === 'QUANTITY') {
    const [best] = options;
    if (!best) return min === 0 ? [] : null;
    const units = wanted(best, 0);
    return units === 0 ? [] : [{ option: best, units }];
  }
  if (options.length < min) return null;
  return options.filter((option, index) => index < max && wanted(option, index) > 0).map((option) => ({ option, units: 1 }));
}
