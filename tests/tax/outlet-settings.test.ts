import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { useRestaurant } from '../kit/index.ts';

const { restaurant } = useRestaurant();

const FIELDS = 'serviceChargeTaxable serviceChargeBasis deliveryFee deliveryFeeTaxable packagingFee packagingFeeTaxable cashRoundingStep cashRoundingMode';
const mutation = (name: string, type: string): string =>
  `mutation ($input: ${type}!) { ${name}(input: $input) { outlet { id ${FIELDS} } userErrors { code field message details } } }`;
const CREATE = mutation('createOutlet', 'CreateOutletInput');
const UPDATE = mutation('updateOutlet', 'UpdateOutletInput');
const newOutlet = (more: object): object => ({ name: 'New', code: randomUUID().slice(0, 8).toUpperCase().replaceAll('-', '0'), ...more });

const defaults = {
  serviceChargeTaxable: true,
  serviceChargeBasis: 'AFTER_DISCOUNTS',
  deliveryFee: 0,
  deliveryFeeTaxable: false,
  packagingFee: 0,
  packagingFeeTaxable: false,
  cashRoundingStep: 1,
  cashRoundingMode: 'NEAREST',
};
const others = {
  serviceChargeTaxable: false,
  serviceChargeBasis: 'BEFORE_DISCOUNTS',
  deliveryFee: 12000,
  deliveryFeeTaxable: true,
  packagingFee: 1_000_000_000,
  packagingFeeTaxable: true,
  cashRoundingStep: 100,
  cashRoundingMode: 'UP',
};

test('charges and cash: defaults, what was given, changes of one at a time; guests see them', async () => {
  const { owner, guest } = restaurant;
  const plain = (await owner.ok(CREATE, { input: newOutlet({}) })).createOutlet.outlet;
  expect(plain).toEqual({ id: plain.id, ...defaults });
  const made = (await owner.ok(CREATE, { input: newOutlet(others) })).createOutlet.outlet;
  expect(made).toEqual({ id: made.id, ...others });
  expect((await guest.ok(`query ($id: ID!) { outlet(id: $id) { id ${FIELDS} } }`, { id: made.id })).outlet).toEqual(made);
  let expected = plain;
  for (const [field, value] of Object.entries(others)) {
    expected = { ...expected, [field]: value };
    expect((await owner.ok(UPDATE, { input: { id: plain.id, [field]: value } })).updateOutlet.outlet, field).toEqual(expected);
    expect((await owner.ok(UPDATE, { input: { id: plain.id, [field]: null } })).updateOutlet.outlet, field).toEqual(expected);
  }
});

test('fees out of range name their field; modes and bases are closed', async () => {
  const { owner, outletId } = restaurant;
  for (const field of ['deliveryFee', 'packagingFee']) {
    for (const value of [-1, 1_000_000_001]) {
      const refused = { code: 'INVALID_INPUT', field: [field] };
      expect(await owner.failure(CREATE, { input: newOutlet({ [field]: value }) })).toMatchObject(refused);
      expect(await owner.failure(UPDATE, { input: { id: outletId, [field]: value } })).toMatchObject(refused);
    }
    expect(await owner.requestError(UPDATE, { input: { id: outletId, [field]: 1.5 } })).toBe('BAD_USER_INPUT');
  }
  for (const wrong of [{ cashRoundingMode: 'SIDEWAYS' }, { serviceChargeBasis: 'NEVER' }])
    expect(await owner.requestError(UPDATE, { input: { id: outletId, ...wrong } })).toBe('BAD_USER_INPUT');
});
