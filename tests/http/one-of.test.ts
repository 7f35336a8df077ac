import { describe, expect, test } from 'vitest';
import { orderOf, placeOrder, useRestaurant } from '../kit/index.ts';

const { restaurant } = useRestaurant({ environment: { KEPT_ANSWERS: 'off' }, outlet: { taxRate: 1000 } });

const ANSWER = 'calculation { total } userErrors { code field message }';
const CALCULATE = `query ($input: CalculateTaxInput!) { calculateTax(input: $input) { ${ANSWER} } }`;
const literal = (rules: string, variables = ''): string =>
  `query ${variables} { calculateTax(input: { lines: [{ amount: 1000 }], rules: ${rules} }) { ${ANSWER} } }`;
const lines = [{ amount: 1000 }];
const CHOICES = 'Send exactly one of outletId, taxRegimeId, preset.';

/** From the third time on a document is compiled: the answers must stay the same. */
async function fiveTimes<T>(ask: () => Promise<T>): Promise<T> {
  const answers: T[] = [];
  for (let time = 0; time < 5; time += 1) answers.push(await ask());
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  return answers[0] as T;
}

describe('an input of which exactly one field is sent', () => {
  test('works as a variable, as a literal and as a variable in a literal, interpreted and compiled', async () => {
    const { guest, outletId } = restaurant;
    const answers = [
      await fiveTimes(() => guest.ok(CALCULATE, { input: { lines, rules: { outletId } } })),
      await fiveTimes(() => guest.ok(literal(`{ outletId: "${outletId}" }`))),
      await fiveTimes(() => guest.ok(literal('{ outletId: $id }', '($id: ID!)'), { id: outletId })),
      await fiveTimes(() => guest.ok(CALCULATE, { input: { lines, outletId } })),
    ];
    for (const answer of answers) expect(answer).toEqual({ calculateTax: { calculation: { total: 1100 }, userErrors: [] } });
  });

  test.each([
    ['nothing', {}, `at "input.rules": Exactly one key must be specified for OneOf type "TaxRulesInput". ${CHOICES}`],
    ['two', { outletId: 'x', taxRegimeId: 'y' }, `at "input.rules": Exactly one key must be specified for OneOf type "TaxRulesInput". ${CHOICES}`],
    ['null', { preset: null }, `at "input.rules.preset": Field "preset" must be non-null. ${CHOICES}`],
  ])('is refused with its choices when %s is sent in a variable', async (_what, rules, message) => {
    const { guest } = restaurant;
    // The document is valid with other values, and is compiled by then.
    for (let time = 0; time < 3; time += 1) await guest.ok(CALCULATE, { input: { lines, rules: { outletId: restaurant.outletId } } });
    const { errors } = await fiveTimes(() => guest.send(CALCULATE, { input: { lines, rules } }));
    expect(errors).toEqual([{ message: `Variable "$input" is invalid ${message}`, extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test.each([
    ['nothing', '{}', '', `OneOf Input Object "TaxRulesInput" must specify exactly one key. ${CHOICES}`],
    ['two', '{ outletId: "x", taxRegimeId: "y" }', '', `OneOf Input Object "TaxRulesInput" must specify exactly one key. ${CHOICES}`],
    ['null', '{ preset: null }', '', `Field "TaxRulesInput.preset" must be non-null. ${CHOICES}`],
    ['a variable that may be null', '{ outletId: $id }', '($id: ID)', null],
  ])('is refused with its choices when %s is sent in a literal', async (_what, rules, variables, message) => {
    const { errors } = await fiveTimes(() => restaurant.guest.send(literal(rules, variables), {}));
    expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(errors?.[0]?.message).toEqual(message ?? expect.stringContaining('OneOf Input Object "TaxRulesInput"'));
  });

  test('is not sent beside the fields that it replaces, and names itself where it is wrong', async () => {
    const { guest, outletId } = restaurant;
    const errorOf = async (input: object) => (await guest.ok(CALCULATE, { input: { lines, ...input } }).catch(() => null))?.calculateTax;
    expect(await errorOf({ rules: { outletId } })).toMatchObject({ userErrors: [] });
    const refused = async (input: object) => (await guest.send(CALCULATE, { input: { lines, ...input } })).data.calculateTax.userErrors[0];
    expect(await refused({ outletId, rules: { outletId } })).toEqual({
      code: 'INVALID_INPUT',
      field: ['rules'],
      message: 'rules goes only without outletId: send rules alone.',
    });
    expect(await refused({ rules: { outletId: restaurant.tenantId } })).toMatchObject({ code: 'NOT_FOUND', field: ['rules', 'outletId'] });
    expect(await refused({ rules: { taxRegimeId: outletId } })).toMatchObject({ code: 'NOT_FOUND', field: ['rules', 'taxRegimeId'] });
    expect(await refused({})).toMatchObject({ code: 'INVALID_INPUT', field: ['outletId'] });
  });

  test('is told as such by introspection', async () => {
    const { __type } = await restaurant.guest.ok('{ __type(name: "TaxRulesInput") { isOneOf inputFields { name } } }');
    expect(__type).toMatchObject({ isOneOf: true });
    expect((await restaurant.guest.ok('{ __type(name: "CalculateTaxInput") { isOneOf } }')).__type).toEqual({ isOneOf: false });
  });
});

describe('a discount', () => {
  const DISCOUNT =
    'mutation ($input: DiscountOrderInput!) { discountOrder(input: $input) { order { totals { discount } } userErrors { code field message } } }';
  const order = () => placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  const input = (orderId: string, more: object) => ({ input: { orderId, reason: 'Regular guest', ...more } });

  test('says how much by its value, or as before', async () => {
    const { manager } = restaurant;
    const taken = async (more: object) => (await manager.ok(DISCOUNT, input((await order()).id, more))).discountOrder.order.totals.discount;
    expect(await taken({ value: { rate: 1000 } })).toBe(await taken({ rate: 1000 }));
    for (let time = 0; time < 4; time += 1) expect(await taken({ value: { amount: 500 } })).toBe(500);
    const inBasket = async (discount: object) =>
      (await placeOrder(manager, { ...orderOf(restaurant, { COFFEE: 1 }), discounts: [{ reason: 'Regular guest', ...discount }] })).totals.discount;
    expect(await inBasket({ value: { amount: 700 } })).toBe(await inBasket({ amount: 700 }));
  });

  test('names the field of its value that is wrong, and takes nothing off', async () => {
    const { manager } = restaurant;
    const { id } = await order();
    const fieldOf = async (more: object) => (await manager.failure(DISCOUNT, input(id, more))).field;
    expect(await fieldOf({ value: { rate: 10_001 } })).toEqual(['value', 'rate']);
    expect(await fieldOf({ value: { amount: 100_000_000 } })).toEqual(['value', 'amount']);
    expect(await fieldOf({ value: { amount: 1 }, rate: 1 })).toEqual(['value']);
    expect(await manager.requestError(DISCOUNT, input(id, { value: { amount: 1, rate: 1 } }))).toBe('BAD_USER_INPUT');
    expect((await manager.ok('query ($id: ID!) { order(id: $id) { totals { discount } } }', { id })).order.totals.discount).toBe(0);
  });
});

test('a part of a line that is given back says how much by its part, or as before', async () => {
  const { cashier } = restaurant;
  const QUOTE = 'query ($input: RefundQuoteInput!) { refundQuote(input: $input) { quote { amount } userErrors { code field message } } }';
  const { id, lines: sold } = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 2 }));
  const lineId = sold[0].id;
  const quote = async (line: object) => (await cashier.send(QUOTE, { input: { orderId: id, lines: [{ lineId, ...line }] } })).data.refundQuote;
  expect(await quote({ part: { quantity: 1 } })).toEqual(await quote({ quantity: 1 }));
  expect(await quote({ part: { amount: 100 } })).toMatchObject({ quote: { amount: 100 }, userErrors: [] });
  expect((await quote({ part: { quantity: 3 } })).userErrors[0].field).toEqual(['lines', '0', 'part', 'quantity']);
  expect((await quote({ quantity: 3 })).userErrors[0].field).toEqual(['lines', '0', 'quantity']);
  expect((await quote({ part: { quantity: 1 }, amount: 5 })).userErrors[0].field).toEqual(['lines', '0', 'part']);
});
