import { expect, test } from 'vitest';
import { onlyFieldMutations } from '../../src/kernel/graphql/only-field.ts';
import { makeSchema } from '../../src/schema.ts';
import { orderOf, placeOrder, readOrder, useRestaurant } from '../kit/index.ts';

const { restaurant } = useRestaurant();

const ERRORS = 'userErrors { code }';

test('several mutations of a request are carried out one after the other, each for itself: an earlier one stays when a later one fails', async () => {
  const { cashier } = restaurant;
  const { id } = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }, { channel: 'DELIVERY' }));
  const document = `mutation ($id: ID!) {
    early: serveOrder(input: { orderId: $id }) { ${ERRORS} } confirmOrder(input: { orderId: $id }) { order { status } ${ERRORS} }
    serveOrder(input: { orderId: $id }) { order { status } ${ERRORS} } completeOrder(input: { orderId: $id }) { order { status } ${ERRORS} } }`;
  expect(await cashier.send(document, { id })).toMatchObject({
    data: {
      early: { userErrors: [{ code: 'INVALID_TRANSITION' }] },
      confirmOrder: { order: { status: 'CONFIRMED' }, userErrors: [] },
      serveOrder: { order: { status: 'SERVED' }, userErrors: [] },
      completeOrder: { order: null, userErrors: [{ code: 'AMOUNT_MISMATCH' }] },
    },
  });
  expect((await readOrder(cashier, id)).status).toBe('SERVED');
});

test('which mutations stand alone is said where clients look, and by the refusal', async () => {
  const { cashier } = restaurant;
  const { __type } = await cashier.ok('{ __type(name: "Mutation") { description fields { name } } }');
  const fields = __type.fields.map(({ name }: { name: string }) => name);
  const names = onlyFieldMutations(await makeSchema());
  expect(names.size).toBeGreaterThan(20);
  for (const name of names) {
    expect(__type.description).toContain(name);
    expect(fields).toContain(name);
  }
  const { errors } = await cashier.send(
    `mutation { a: payCash(input: { orderId: "x", tendered: 1 }) { ${ERRORS} } b: serveOrder(input: { orderId: "x" }) { ${ERRORS} } }`,
  );
  expect(errors?.[0]).toMatchObject({ message: 'payCash must be the only field of its request.', extensions: { code: 'BAD_USER_INPUT' } });
});
