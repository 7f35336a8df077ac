import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserFailure } from '../../src/kernel/values/errors.ts';
import {
  chooseModifiers,
  type ModifierSelection,
  type OfferedGroup,
  type OfferedOption,
  priceAdjustmentOf,
} from '../../src/modules/menu/model/modifier-rules.ts';

function option(id: string, facts: Partial<OfferedOption> = {}): OfferedOption {
  return { id, name: `Option ${id}`, priceAdjustment: 0, available: true, ...facts };
}

function group(selectionType: OfferedGroup['selectionType'], options: OfferedOption[], minSelections = 0, maxSelections = 1): OfferedGroup {
  return { name: `${selectionType} group`, selectionType, options, minSelections, maxSelections };
}

const size = group('SINGLE', [option('s'), option('l', { priceAdjustment: 500 })], 1, 1);
const toppings = group('MULTIPLE', [option('t1', { priceAdjustment: 100 }), option('t2', { priceAdjustment: -50 }), option('t3', { available: false })], 0, 2);
const shots = group('QUANTITY', [option('q1', { priceAdjustment: 300 }), option('q2')], 0, 5);
const wish = group('TEXT', [option('x')]);
const groups = [size, toppings, shots, wish];

function failureOf(selections: ModifierSelection[], offered = groups): Pick<UserFailure, 'code' | 'field'> & { details: unknown } {
  try {
    chooseModifiers(offered, selections, ['lines', 2, 'modifiers']);
  } catch (error) {
    if (error instanceof UserFailure) return { code: error.code, field: error.field, details: error.details };
  }
  throw new Error('nothing failed');
}

const s: ModifierSelection = { optionId: 's' };

describe('modifier rules', () => {
  it('accepts what is within the rules, in the order of the groups', () => {
    const chosen = chooseModifiers(
      groups,
      [{ optionId: 'x', text: '  no ice ' }, { optionId: 'q1', quantity: 2 }, { optionId: 't2' }, { optionId: 't1', quantity: null }, { optionId: 'l' }],
      [],
    );
    expect(chosen.map(({ optionId, quantity, text }) => [optionId, quantity, text])).toEqual([
      ['l', 1, null],
      ['t2', 1, null],
      ['t1', 1, null],
      ['q1', 2, null],
      ['x', 1, 'no ice'],
    ]);
    expect(chosen[0]).toMatchObject({ groupName: 'SINGLE group', name: 'Option l', priceAdjustment: 500 });
    expect(priceAdjustmentOf(chosen)).toBe(500 - 50 + 100 + 2 * 300);
  });

  it('adds nothing by itself', () => {
    expect(chooseModifiers([toppings, shots, wish], [], [])).toEqual([]);
  });

  it('names the line when a group has too few or too many, counted in units', () => {
    expect(failureOf([])).toMatchObject({ code: 'MODIFIER_RULE', field: ['lines', '2', 'modifiers'], details: { group: 'SINGLE group', min: 1, chosen: 0 } });
    expect(failureOf([s, { optionId: 'l' }])).toMatchObject({ code: 'MODIFIER_RULE', details: { max: 1, chosen: 2 } });
    expect(failureOf([s, { optionId: 'q1', quantity: 3 }, { optionId: 'q2', quantity: 3 }])).toMatchObject({ details: { max: 5, chosen: 6 } });
    expect(failureOf([{ optionId: 'q1', quantity: 1 }], [group('QUANTITY', [option('q1')], 2, 5)])).toMatchObject({ details: { min: 2, chosen: 1 } });
  });

  it('refuses an option of another product, and one chosen twice', () => {
    expect(failureOf([s, { optionId: 'other' }])).toMatchObject({ code: 'MODIFIER_RULE', field: ['lines', '2', 'modifiers', '1', 'optionId'] });
    expect(failureOf([s, s])).toMatchObject({ code: 'MODIFIER_RULE', field: ['lines', '2', 'modifiers', '1', 'optionId'] });
    expect(failureOf([s, { optionId: 't1' }, { optionId: 't1' }])).toMatchObject({
      code: 'MODIFIER_RULE',
      field: ['lines', '2', 'modifiers', '2', 'optionId'],
    });
  });

  it('puts units of one option together where units are counted', () => {
    expect(chooseModifiers([shots], [{ optionId: 'q1', quantity: 2 }, { optionId: 'q1' }], [])).toMatchObject([{ optionId: 'q1', quantity: 3 }]);
  });

  it('refuses a quantity other than 1 where options are chosen once, and less than 1 everywhere', () => {
    for (const optionId of ['s', 't1', 'x']) {
      expect(failureOf([{ optionId, quantity: 2, text: optionId === 'x' ? 'hi' : null }])).toMatchObject({
        code: 'MODIFIER_RULE',
        field: ['lines', '2', 'modifiers', '0', 'quantity'],
      });
    }
    for (const quantity of [0, -1, -2_147_483_648]) {
      expect(failureOf([s, { optionId: 'q1', quantity }])).toMatchObject({ code: 'MODIFIER_RULE', field: ['lines', '2', 'modifiers', '1', 'quantity'] });
    }
  });

  it('wants a text of 1 to 200 characters on TEXT, and none elsewhere', () => {
    const field = ['lines', '2', 'modifiers', '1', 'text'];
    expect(failureOf([s, { optionId: 'x' }])).toMatchObject({ code: 'MODIFIER_RULE', field });
    expect(failureOf([s, { optionId: 'x', text: '   ' }])).toMatchObject({ code: 'MODIFIER_RULE', field });
    expect(failureOf([s, { optionId: 'x', text: 'a'.repeat(201) }])).toMatchObject({ code: 'INVALID_INPUT', field });
    expect(failureOf([s, { optionId: 't1', text: 'warm' }])).toMatchObject({ code: 'MODIFIER_RULE', field });
    expect(chooseModifiers([wish], [{ optionId: 'x', text: 'a'.repeat(200) }], [])).toHaveLength(1);
  });

  it('names an option that is off', () => {
    expect(failureOf([s, { optionId: 't3' }])).toMatchObject({ code: 'PRODUCT_UNAVAILABLE', field: ['lines', '2', 'modifiers', '1', 'optionId'] });
  });

  it('lets nothing through that is outside the bounds of a group', () => {
    const selection = fc.record({
      optionId: fc.constantFrom('s', 'l', 't1', 't2', 't3', 'q1', 'q2', 'x', 'zz'),
      quantity: fc.integer({ min: -1, max: 7 }),
      text: fc.constantFrom(null, 'hi'),
    });
    fc.assert(
      fc.property(fc.array(selection, { maxLength: 6 }), (selections) => {
        let chosen: ReturnType<typeof chooseModifiers>;
        try {
          chosen = chooseModifiers(groups, selections, []);
        } catch (error) {
          expect(error).toBeInstanceOf(UserFailure);
          return;
        }
        for (const { name, minSelections, maxSelections } of groups) {
          const units = chosen.filter(({ groupName }) => groupName === name).reduce((sum, { quantity }) => sum + quantity, 0);
          expect(units).toBeGreaterThanOrEqual(minSelections);
          expect(units).toBeLessThanOrEqual(maxSelections);
        }
        const units = (of: readonly { quantity?: number | null }[]): number => of.reduce((sum, { quantity }) => sum + (quantity ?? 1), 0);
        expect(units(chosen)).toBe(units(selections));
      }),
    );
  });
});
