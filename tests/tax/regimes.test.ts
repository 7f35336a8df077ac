import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fingerprint, makeClient, makeRestaurant, mutationOf, recordStatements, useRestaurant } from '../kit/index.ts';
import { ASSIGN, assign, CREATE, changeRegime, DELETE, kept, makeRegime, outletWith, quote, READ, REGIME, rate, TAXES, UPDATE } from './tax-api.ts';

const { app, restaurant } = useRestaurant();

const byHand = (more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  name: randomUUID(),
  defaultGroup: 'FOOD',
  rates: [rate('FOOD', 1000)],
  ...more,
});

describe('making', () => {
  test('by hand, read back as it was written', async () => {
    const input = {
      name: ' City tax ',
      defaultGroup: 'FOOD',
      rates: [
        rate('GOODS', 1200, { name: ' PPN ', baseNumerator: 11, baseDenominator: 12, validFrom: '2025-01-01' }),
        rate('GOODS', 1100, { validUntil: '2024-12-31' }),
        rate('FOOD', 0),
        rate('FOOD', 500, { active: false }),
      ],
      withholding: { rate: 250, above: 5000 },
    };
    const regime = await makeRegime(restaurant.owner, input);
    expect(regime).toEqual({
      id: expect.any(String),
      name: 'City tax',
      preset: null,
      defaultGroup: 'FOOD',
      rates: [
        kept('FOOD', 0),
        kept('FOOD', 500, { active: false }),
        kept('GOODS', 1100, { validUntil: '2024-12-31' }),
        kept('GOODS', 1200, { name: 'PPN', baseNumerator: 11, baseDenominator: 12, validFrom: '2025-01-01' }),
      ],
      withholding: { rate: 250, above: 5000 },
    });
    expect((await restaurant.manager.ok(READ, { id: regime.id })).taxRegime).toEqual(regime);
    const { taxRegimes } = await restaurant.manager.ok(`{ taxRegimes { ${REGIME} } }`);
    expect(taxRegimes).toContainEqual(regime);
  });

  test('of nothing but exempt products', async () => {
    expect(await makeRegime(restaurant.owner, { name: 'Nothing', defaultGroup: 'EXEMPT' })).toMatchObject({ defaultGroup: 'EXEMPT', rates: [] });
  });

  test('from a preset, with a region for its name and the city’s own rate', async () => {
    const surakarta = await makeRegime(restaurant.owner, { preset: 'INDONESIA', region: 'Surakarta', restaurantTaxRate: 500 });
    expect(surakarta).toMatchObject({ name: 'PBJT Surakarta', preset: 'INDONESIA', defaultGroup: 'RESTAURANT', withholding: null });
    const eleventh = { name: 'PPN', baseNumerator: 11, baseDenominator: 12 };
    expect(surakarta.rates).toEqual([
      kept('GOODS', 1100, { name: 'PPN', validUntil: '2024-12-31' }),
      kept('GOODS', 1200, { ...eleventh, validFrom: '2025-01-01' }),
      kept('LUXURY', 1100, { name: 'PPN', validUntil: '2024-12-31' }),
      kept('LUXURY', 1200, { ...eleventh, validFrom: '2025-01-01', validUntil: '2025-01-31' }),
      kept('LUXURY', 1200, { name: 'PPN', validFrom: '2025-02-01' }),
      kept('RESTAURANT', 500, { name: 'PB1' }),
    ]);
    const plain = await makeRegime(restaurant.owner, { preset: 'INDONESIA' });
    expect(plain.name).toBe('PBJT');
    expect(plain.rates.at(-1)).toEqual(kept('RESTAURANT', 1000, { name: 'PB1' }));
    expect(await makeRegime(restaurant.owner, { preset: 'NONE', name: 'Tax free' })).toMatchObject({ name: 'Tax free', defaultGroup: 'EXEMPT', rates: [] });
  });

  test('from a preset, with own rates behind and another default', async () => {
    const regime = await makeRegime(restaurant.owner, {
      preset: 'INDONESIA',
      name: 'With hotels',
      defaultGroup: 'HOTEL',
      rates: [rate('HOTEL', 800), rate('RESTAURANT', 700, { active: false })],
      withholding: { rate: 200, above: 0 },
    });
    expect(regime).toMatchObject({ defaultGroup: 'HOTEL', withholding: { rate: 200, above: 0 } });
    expect(regime.rates).toHaveLength(8);
    expect(regime.rates).toContainEqual(kept('HOTEL', 800));
    expect(regime.rates).toContainEqual(kept('RESTAURANT', 700, { active: false }));
    const overlapping = { preset: 'INDONESIA', name: 'X', rates: [rate('HOTEL', 800), rate('RESTAURANT', 700)] };
    expect(await restaurant.owner.failure(CREATE, { input: overlapping })).toMatchObject({ code: 'INVALID_INPUT', field: ['rates', '1', 'validFrom'] });
  });

  test('amounts of a preset are only for brands with its currency', async () => {
    expect((await makeRegime(restaurant.owner, { preset: 'ETHIOPIA' })).withholding).toBeNull();
    const ethiopian = await makeRestaurant(app, { currency: 'ETB' });
    expect(await makeRegime(ethiopian.owner, { preset: 'ETHIOPIA' })).toMatchObject({
      name: 'Ethiopian VAT',
      defaultGroup: 'VAT',
      rates: [
        kept('TOT_GOODS', 200, { name: 'TOT', active: false }),
        kept('TOT_SERVICES', 1000, { name: 'TOT', active: false }),
        kept('VAT', 1500),
        kept('ZERO_RATED', 0, { name: 'VAT' }),
      ],
      withholding: { rate: 300, above: 1_000_000 },
    });
    expect((await makeRegime(ethiopian.owner, { preset: 'ETHIOPIA', name: 'Own', withholding: null })).withholding).toBeNull();
  });

  test('a repeated request makes one', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const input = byHand();
    const [first, again] = [await restaurant.owner.ok(CREATE, { input }, key), await restaurant.owner.ok(CREATE, { input }, key)];
    expect(again).toEqual(first);
    await restaurant.owner.ok(DELETE, { input: { id: first.createTaxRegime.taxRegime.id } });
    expect(await restaurant.owner.failure(CREATE, { input }, key)).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('what is refused', () => {
  const wrong: readonly (readonly [field: string, input: Readonly<Record<string, unknown>>])[] = [
    ['name', { name: ' ' }],
    ['name', { name: 'x'.repeat(121) }],
    ['defaultGroup', { defaultGroup: 'OTHER' }],
    ['defaultGroup', { defaultGroup: 'food' }],
    ['rates.0.taxGroup', { rates: [rate('EXEMPT', 100)] }],
    ['rates.0.taxGroup', { rates: [rate('Food', 100)] }],
    ['rates.0.taxGroup', { rates: [rate('F', 100)] }],
    ['rates.0.taxGroup', { rates: [rate('F'.repeat(21), 100)] }],
    ['rates.0.taxGroup', { rates: [rate('FOOD-1', 100)] }],
    ['rates.0.name', { rates: [rate('FOOD', 100, { name: '' })] }],
    ['rates.0.name', { rates: [rate('FOOD', 100, { name: 'x'.repeat(41) })] }],
    ['rates.1.rate', { rates: [rate('FOOD', 100), rate('GOODS', -1)] }],
    ['rates.1.rate', { rates: [rate('FOOD', 100), rate('GOODS', 10_001)] }],
    ['rates.0.baseNumerator', { rates: [rate('FOOD', 100, { baseNumerator: 0 })] }],
    ['rates.0.baseNumerator', { rates: [rate('FOOD', 100, { baseNumerator: 13, baseDenominator: 12 })] }],
    ['rates.0.baseNumerator', { rates: [rate('FOOD', 100, { baseNumerator: 1001, baseDenominator: 1000 })] }],
    ['rates.0.baseDenominator', { rates: [rate('FOOD', 100, { baseDenominator: 1001 })] }],
    ['rates.0.baseDenominator', { rates: [rate('FOOD', 100, { baseDenominator: -1 })] }],
    ['rates.0.validFrom', { rates: [rate('FOOD', 100, { validFrom: '0001-01-01' })] }],
    ['rates.0.validUntil', { rates: [rate('FOOD', 100, { validFrom: '2025-01-02', validUntil: '2025-01-01' })] }],
    ['rates.1.validFrom', { rates: [rate('FOOD', 100), rate('FOOD', 200)] }],
    ['rates.1.validFrom', { rates: [rate('FOOD', 100, { validUntil: '2025-01-01' }), rate('FOOD', 200, { validFrom: '2025-01-01' })] }],
    ['rates.1.validFrom', { rates: [rate('FOOD', 100, { validFrom: '2025-01-01' }), rate('FOOD', 200, { validUntil: '2025-01-01' })] }],
    [
      'rates.2.validFrom',
      {
        rates: [
          rate('FOOD', 100, { validUntil: '2024-12-31' }),
          rate('FOOD', 200, { validFrom: '2025-02-01' }),
          rate('FOOD', 300, { validFrom: '2025-01-01', validUntil: '2025-02-01' }),
        ],
      },
    ],
    ['withholding.rate', { withholding: { rate: 0, above: 0 } }],
    ['withholding.rate', { withholding: { rate: 10_001, above: 0 } }],
    ['withholding.above', { withholding: { rate: 100, above: -1 } }],
  ];

  test('names its field, in making and in changing, and nothing changes', async () => {
    const { id } = await makeRegime(restaurant.owner, byHand());
    const before = await fingerprint(app);
    for (const [field, values] of wrong) {
      for (const failure of [
        await restaurant.owner.failure(CREATE, { input: byHand(values) }),
        await restaurant.owner.failure(UPDATE, { input: { id, ...values } }),
      ]) {
        expect(failure, JSON.stringify(values)).toMatchObject({ code: 'INVALID_INPUT', field: field.split('.') });
        expect(failure.message.length).toBeGreaterThan(10);
      }
    }
    for (const [field, input] of [
      ['name', { defaultGroup: 'EXEMPT' }],
      ['defaultGroup', { name: 'X' }],
      ['restaurantTaxRate', { name: 'X', defaultGroup: 'EXEMPT', restaurantTaxRate: 100 }],
      ['restaurantTaxRate', { preset: 'ETHIOPIA', name: 'X', restaurantTaxRate: 100 }],
      ['restaurantTaxRate', { preset: 'INDONESIA', name: 'X', restaurantTaxRate: 1001 }],
      ['restaurantTaxRate', { preset: 'INDONESIA', name: 'X', restaurantTaxRate: -1 }],
      ['region', { name: 'X', defaultGroup: 'EXEMPT', region: 'Bandung' }],
      ['region', { preset: 'INDONESIA', region: 'x'.repeat(81) }],
    ] as const) {
      expect(await restaurant.owner.failure(CREATE, { input }), JSON.stringify(input)).toMatchObject({ code: 'INVALID_INPUT', field: [field] });
    }
    for (const field of ['name', 'defaultGroup', 'rates'])
      expect(await restaurant.owner.failure(UPDATE, { input: { id, [field]: null } })).toMatchObject({ code: 'INVALID_INPUT', field: [field] });
    const many = Array.from({ length: 101 }, (_, index) => rate(`G${index}`, 100));
    expect(await restaurant.owner.failure(UPDATE, { input: { id, rates: many } })).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      field: ['rates'],
      details: { max: 100 },
    });
    expect(await fingerprint(app)).toEqual(before);
  });

  test('days that touch, other groups and rates that are off do not overlap', async () => {
    const rates = [
      rate('FOOD', 100, { validUntil: '2024-12-31' }),
      rate('FOOD', 200, { validFrom: '2025-01-01', validUntil: '2025-01-01' }),
      rate('FOOD', 300, { validFrom: '2025-01-02' }),
      rate('GOODS', 300),
      rate('GOODS', 400, { active: false }),
      rate('GOODS', 500, { active: false }),
    ];
    expect((await makeRegime(restaurant.owner, byHand({ rates }))).rates).toHaveLength(6);
  });

  test('a name that is taken is a conflict in this tenant only', async () => {
    const { name } = await makeRegime(restaurant.owner, byHand());
    const other = await makeRegime(restaurant.owner, byHand());
    expect(await restaurant.owner.failure(CREATE, { input: byHand({ name }) })).toMatchObject({ code: 'CONFLICT', field: ['name'] });
    expect(await restaurant.owner.failure(UPDATE, { input: { id: other.id, name } })).toMatchObject({ code: 'CONFLICT', field: ['name'] });
    await makeRegime((await makeRestaurant(app)).owner, byHand({ name }));
  });

  test('a brand has at most 100, also when many are made at once', async () => {
    const { owner } = await makeRestaurant(app);
    for (let made = 0; made < 96; made += 16) await Promise.all(Array.from({ length: 16 }, () => makeRegime(owner, byHand())));
    const answers = await Promise.all(Array.from({ length: 10 }, () => owner.send(CREATE, { input: byHand() })));
    const codes = answers.map(({ data }) => data.createTaxRegime.userErrors[0]?.code ?? 'made');
    expect(codes.filter((code) => code === 'made')).toHaveLength(4);
    expect(new Set(codes)).toEqual(new Set(['made', 'LIMIT_EXCEEDED']));
    expect((await owner.ok('{ taxRegimes { id } }')).taxRegimes).toHaveLength(100);
  });
});

describe('changing', () => {
  test('only what is sent; the rates as a whole', async () => {
    const made = await makeRegime(restaurant.owner, byHand({ preset: 'ETHIOPIA', withholding: { rate: 100, above: 0 } }));
    const renamed = await changeRegime(restaurant.owner, { id: made.id, name: 'Renamed' });
    expect(renamed).toEqual({ ...made, name: 'Renamed' });
    const rates = [rate('FOOD', 700), rate('DRINK', 800)];
    const changed = await changeRegime(restaurant.owner, { id: made.id, rates });
    expect(changed).toEqual({ ...renamed, rates: [kept('DRINK', 800), kept('FOOD', 700)] });
    expect((await restaurant.manager.ok(READ, { id: made.id })).taxRegime).toEqual(changed);
    const other = await changeRegime(restaurant.owner, { id: made.id, defaultGroup: 'DRINK', withholding: null });
    expect(other).toEqual({ ...changed, defaultGroup: 'DRINK', withholding: null });
    expect(await restaurant.owner.failure(UPDATE, { input: { id: made.id, rates: [rate('FOOD', 700)] } })).toMatchObject({
      code: 'INVALID_INPUT',
      field: ['defaultGroup'],
    });
    const exempt = await changeRegime(restaurant.owner, { id: made.id, defaultGroup: 'EXEMPT', rates: [] });
    expect(exempt).toMatchObject({ defaultGroup: 'EXEMPT', rates: [] });
  });

  test('by several at once leaves the rates of one of them', async () => {
    const { id } = await makeRegime(restaurant.owner, byHand());
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => changeRegime(restaurant.owner, { id, rates: [rate('FOOD', 100 + index)] })));
    expect(answers).toHaveLength(12);
    const { taxRegime } = await restaurant.owner.ok(READ, { id });
    expect(taxRegime.rates).toHaveLength(1);
  });

  test('unknown regimes are not found', async () => {
    for (const id of [randomUUID(), 'x']) {
      expect((await restaurant.owner.ok(READ, { id })).taxRegime).toBeNull();
      expect(await restaurant.owner.failure(UPDATE, { input: { id, name: 'X' } })).toMatchObject({ code: 'NOT_FOUND', field: ['id'] });
      expect(await restaurant.owner.failure(DELETE, { input: { id } })).toMatchObject({ code: 'NOT_FOUND', field: ['id'] });
      expect(await restaurant.owner.failure(ASSIGN, { input: { outletId: restaurant.outletId, taxRegimeId: id } })).toMatchObject({
        code: 'NOT_FOUND',
        field: ['taxRegimeId'],
      });
      expect(await restaurant.owner.failure(ASSIGN, { input: { outletId: id, taxRegimeId: null } })).toMatchObject({ code: 'NOT_FOUND', field: ['outletId'] });
    }
    expect(await restaurant.owner.failure(ASSIGN, { input: { outletId: restaurant.outletId } })).toMatchObject({
      code: 'INVALID_INPUT',
      field: ['taxRegimeId'],
    });
  });

  test('another tenant’s regime is as if there were none', async () => {
    const other = await makeRestaurant(app);
    const { id } = await makeRegime(other.owner, byHand());
    expect((await restaurant.owner.ok(READ, { id })).taxRegime).toBeNull();
    expect(await restaurant.owner.failure(UPDATE, { input: { id, name: 'X' } })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await restaurant.owner.failure(DELETE, { input: { id } })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await restaurant.owner.failure(ASSIGN, { input: { outletId: restaurant.outletId, taxRegimeId: id } })).toMatchObject({ code: 'NOT_FOUND' });
    const { taxRegimes } = await restaurant.owner.ok('{ taxRegimes { id } }');
    expect(taxRegimes).not.toContainEqual({ id });
  });
});

describe('deleting', () => {
  test('only when no outlet has it; a repeated request says the same', async () => {
    const { id } = await makeRegime(restaurant.owner, byHand());
    const outletId = await outletWith(restaurant, {});
    await assign(restaurant.owner, outletId, id);
    expect(await restaurant.owner.failure(DELETE, { input: { id } })).toMatchObject({ code: 'CONFLICT', field: ['id'], details: { outlets: 1 } });
    await assign(restaurant.owner, outletId, null);
    const key = { 'idempotency-key': randomUUID() };
    const gone = { deleteTaxRegime: { taxRegimeId: id, userErrors: [] } };
    expect(await restaurant.owner.ok(DELETE, { input: { id } }, key)).toEqual(gone);
    expect(await restaurant.owner.ok(DELETE, { input: { id } }, key)).toEqual(gone);
    expect((await restaurant.owner.ok(READ, { id })).taxRegime).toBeNull();
    expect(await app.sql('select 1 from tax_rate where regime_id = $1', [id])).toEqual([]);
  });

  test('and giving it to an outlet at the same time: one of the two', async () => {
    const outletId = await outletWith(restaurant, {});
    for (let round = 0; round < 8; round += 1) {
      const { id } = await makeRegime(restaurant.owner, byHand());
      const [deleted, assigned] = await Promise.all([
        restaurant.owner.send(DELETE, { input: { id } }),
        restaurant.owner.send(ASSIGN, { input: { outletId, taxRegimeId: id } }),
      ]);
      const codes = [deleted.data.deleteTaxRegime.userErrors[0]?.code, assigned.data.setOutletTaxRegime.userErrors[0]?.code];
      expect([
        ['CONFLICT', undefined],
        [undefined, 'NOT_FOUND'],
      ]).toContainEqual(codes);
      await assign(restaurant.owner, outletId, null);
    }
  });
});

describe('at an outlet', () => {
  test('guests see the regime and what holds today', async () => {
    const outletId = await outletWith(restaurant, { taxName: 'Old', taxRate: 700 });
    const read = `query ($id: ID!) { outlet(id: $id) { taxName taxRate taxRegime { ${REGIME} } ${TAXES} } }`;
    const rule = { baseNumerator: 1, baseDenominator: 1, isDefault: true };
    const single = [{ taxGroup: 'STANDARD', name: 'Old', rate: 700, ...rule }];
    expect((await restaurant.guest.ok(read, { id: outletId })).outlet).toEqual({ taxName: 'Old', taxRate: 700, taxRegime: null, taxes: single });
    const regime = await makeRegime(restaurant.owner, {
      ...byHand(),
      rates: [rate('FOOD', 1000), rate('GOODS', 1200, { baseNumerator: 11, baseDenominator: 12 }), rate('OFF', 100, { active: false })],
    });
    const taxes = [
      { taxGroup: 'FOOD', name: 'FOOD', rate: 1000, ...rule },
      { taxGroup: 'GOODS', name: 'GOODS', rate: 1200, baseNumerator: 11, baseDenominator: 12, isDefault: false },
    ];
    expect(await assign(restaurant.owner, outletId, regime.id)).toEqual({ id: outletId, taxRegime: { id: regime.id, name: regime.name }, taxes });
    expect((await restaurant.guest.ok(read, { id: outletId })).outlet).toMatchObject({ taxRegime: regime, taxes });
    await assign(restaurant.owner, outletId, null);
    expect((await restaurant.guest.ok(read, { id: outletId })).outlet).toMatchObject({ taxRegime: null, taxes: single });
    expect((await restaurant.guest.ok(read, { id: await outletWith(restaurant, {}) })).outlet.taxes).toEqual([]);
  });

  test('the regime sets the rates: the outlet’s own cannot be set beside it', async () => {
    const update = mutationOf('updateOutlet', 'id phone');
    const id = await outletWith(restaurant, { taxRate: 700 }, byHand());
    for (const [field, value] of [
      ['taxRate', 0],
      ['taxName', 'X'],
    ] as const) {
      const failure = await restaurant.owner.failure(update, { input: { id, [field]: value } });
      expect(failure).toMatchObject({ code: 'INVALID_INPUT', field: [field] });
      expect(failure.message).toContain('the tax regime sets the rates');
    }
    await restaurant.owner.ok(update, { input: { id, phone: '1' } });
    await assign(restaurant.owner, id, null);
    await restaurant.owner.ok(update, { input: { id, taxRate: 800 } });
  });

  test('a change is in the very next quote, and the menu’s version rises with another regime', async () => {
    const { guest, owner, outletId, products } = await makeRestaurant(app);
    const version = async (): Promise<number> => (await guest.ok('query ($id: ID!) { menu(outletId: $id) { version } }', { id: outletId })).menu.version;
    const lines = [{ productId: products.COFFEE, quantity: 1 }];
    const total = async (): Promise<number> => (await quote(guest, { outletId, serviceMode: 'DINE_IN', lines })).totals.total;
    expect(await total()).toBe(20000);
    const before = await version();
    const { id } = await makeRegime(owner, byHand());
    await assign(owner, outletId, id);
    expect(await version()).toBeGreaterThan(before);
    expect(await total()).toBe(22000);
    for (const basisPoints of [500, 0, 1500]) {
      await changeRegime(owner, { id, rates: [rate('FOOD', basisPoints)] });
      expect(await total()).toBe(20000 + 2 * basisPoints);
    }
    await changeRegime(owner, { id, defaultGroup: 'EXEMPT' });
    expect(await total()).toBe(20000);
  });

  test('lists of outlets read the regimes once', async () => {
    const { guest, owner, ...rest } = await makeRestaurant(app);
    const regimes = await Promise.all([byHand(), byHand(), byHand()].map((input) => makeRegime(owner, input)));
    const read = `{ outlets { taxRegime { name rates { rate } withholding { rate } } ${TAXES} } }`;
    const count = async (): Promise<number> => {
      await changeRegime(owner, { id: regimes[0].id, name: randomUUID() });
      return (await recordStatements(app, () => guest.ok(read))).statements.length;
    };
    await assign(owner, rest.outletId, regimes[0].id);
    const one = await count();
    for (const { id } of regimes) {
      const outletId = await outletWith({ guest, owner, ...rest }, {});
      await assign(owner, outletId, id);
    }
    expect(await count()).toBe(one);
  });
});

describe('tax groups of products', () => {
  test('are EXEMPT or of a regime of the brand; null clears', async () => {
    const { owner, categoryId } = await makeRestaurant(app);
    const create = mutationOf('createProduct', 'id taxGroup');
    const update = mutationOf('updateProduct', 'id taxGroup');
    const product = (taxGroup: string | null): Record<string, unknown> => ({ categoryId, sku: randomUUID(), name: 'P', price: 1, taxGroup });
    expect((await owner.ok(create, { input: product('EXEMPT') })).createProduct.product.taxGroup).toBe('EXEMPT');
    for (const group of ['FOOD', 'food', 'exempt', 'toString', 'X'.repeat(21)]) {
      expect(await owner.failure(create, { input: product(group) }), group).toMatchObject({ code: 'INVALID_INPUT', field: ['taxGroup'] });
    }
    await makeRegime(restaurant.owner, byHand({ rates: [rate('FOOD', 1), rate('THEIRS', 1)] }));
    await makeRegime(owner, byHand({ rates: [rate('FOOD', 1000), rate('OLD', 1, { validUntil: '2000-01-01' })] }));
    const failure = await owner.failure(create, { input: product('THEIRS') });
    expect(failure).toMatchObject({ code: 'INVALID_INPUT', field: ['taxGroup'] });
    expect(failure.message).toContain('EXEMPT, FOOD, OLD');
    const { id, taxGroup } = (await owner.ok(create, { input: product('FOOD') })).createProduct.product;
    expect(taxGroup).toBe('FOOD');
    const change = async (input: Record<string, unknown>): Promise<unknown> =>
      (await owner.ok(update, { input: { id, ...input } })).updateProduct.product.taxGroup;
    expect(await change({ name: 'Still' })).toBe('FOOD');
    expect(await change({ taxGroup: 'OLD' })).toBe('OLD');
    expect(await owner.failure(update, { input: { id, taxGroup: 'THEIRS' } })).toMatchObject({ code: 'INVALID_INPUT', field: ['taxGroup'] });
    expect(await change({ taxGroup: null })).toBeNull();
    expect((await owner.ok('query ($id: ID!) { product(id: $id) { taxGroup } }', { id })).product.taxGroup).toBeNull();
  });
});

test('the presets can be read by every caller, without a tenant, and name their legal sources', async () => {
  const { taxPresets } = await makeClient(app.url).ok(
    '{ taxPresets { code name description currency defaultGroup rates { taxGroup name rate validFrom validUntil active } withholding { rate above } } }',
  );
  expect(taxPresets.map(({ code }: { code: string }) => code)).toEqual(['INDONESIA', 'ETHIOPIA', 'NONE']);
  expect(taxPresets[0].description).toMatch(/Law 1\/2022.*art\. 58.*Not legal advice\./s);
  expect(taxPresets[1].description).toMatch(/Proclamation 1341\/2024.*20,000\.00.*Not legal advice\./s);
  expect(taxPresets[1]).toMatchObject({ currency: 'ETB', withholding: { rate: 300, above: 1_000_000 } });
});
