import { describe, expect, it } from 'vitest';
import { UserFailure } from '../../src/kernel/values/errors.ts';
import { checkGroup, type GroupShape } from '../../src/modules/menu/catalogue/modifier-group-shape.ts';

function options(count: number, defaults = 0): GroupShape['options'] {
  return Array.from({ length: count }, (_, index) => ({ name: `Option ${index}`, priceAdjustment: 0, isDefault: index < defaults, archived: false }));
}

function group(facts: Partial<GroupShape> = {}): GroupShape {
  return { name: 'Milk', selectionType: 'SINGLE', minSelections: 0, maxSelections: 1, options: options(2), ...facts };
}

function refusal(facts: Partial<GroupShape>): string {
  try {
    checkGroup(group(facts), ['modifierGroups', 1]);
  } catch (error) {
    if (error instanceof UserFailure) return `${error.code} ${error.field?.join('.')}`;
  }
  return 'accepted';
}

describe('the shape of a modifier group', () => {
  it('is returned with its texts trimmed', () => {
    const checked = checkGroup(group({ name: ' Milk ', options: [{ name: ' Oat ', priceAdjustment: -100, isDefault: true, archived: false }] }), []);
    expect(checked).toMatchObject({ name: 'Milk', options: [{ name: 'Oat', priceAdjustment: -100, isDefault: true, archived: false }] });
  });

  it.each([
    [{ name: ' ' }, 'INVALID_INPUT modifierGroups.1.name'],
    [{ options: [] }, 'INVALID_INPUT modifierGroups.1.options'],
    [{ options: options(51) }, 'LIMIT_EXCEEDED modifierGroups.1.options'],
    [{ options: [{ name: '', priceAdjustment: 0, isDefault: false, archived: false }] }, 'INVALID_INPUT modifierGroups.1.options.0.name'],
    [{ options: [{ name: 'x', priceAdjustment: -1e12 - 1, isDefault: false, archived: false }] }, 'INVALID_INPUT modifierGroups.1.options.0.priceAdjustment'],
    [{ maxSelections: 0 }, 'INVALID_INPUT modifierGroups.1.maxSelections'],
    [{ minSelections: -1 }, 'INVALID_INPUT modifierGroups.1.minSelections'],
    [{ minSelections: 2 }, 'INVALID_INPUT modifierGroups.1.minSelections'],
    [{ maxSelections: 2 }, 'INVALID_INPUT modifierGroups.1.maxSelections'],
    [{ selectionType: 'TEXT' }, 'INVALID_INPUT modifierGroups.1.options'],
    [{ selectionType: 'TEXT', options: options(1), maxSelections: 2 }, 'INVALID_INPUT modifierGroups.1.maxSelections'],
    [{ selectionType: 'MULTIPLE', maxSelections: 3 }, 'INVALID_INPUT modifierGroups.1.maxSelections'],
    [{ options: options(2, 2) }, 'INVALID_INPUT modifierGroups.1.options'],
    [{ selectionType: 'MULTIPLE', maxSelections: 2, options: options(2, 2) }, 'accepted'],
    [{ selectionType: 'QUANTITY', maxSelections: 9, minSelections: 9 }, 'accepted'],
    [{ selectionType: 'TEXT', options: options(1) }, 'accepted'],
  ] as const)('%o: %s', (facts, expected) => {
    expect(refusal(facts)).toBe(expected);
  });
});
