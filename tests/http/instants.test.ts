/** Dates and instants that the database cannot store are refused at input, like any other date that does not exist. */
import { expect, test } from 'vitest';
import { useRestaurant } from '../kit/index.ts';

const { restaurant } = useRestaurant();

const CREATE = 'mutation ($input: CreatePromotionInput!) { createPromotion(input: $input) { promotion { startsAt } userErrors { code field } } }';
const LOG = 'query ($from: DateTime) { auditLog(filter: { from: $from }) { nodes { id } } }';
const ORDERS = 'query ($date: Date) { orders(filter: { businessDate: $date }) { nodes { id } } }';
const promotion = (startsAt: string): Record<string, unknown> => ({ input: { name: 'Happy hour', type: 'PERCENTAGE', rate: 1000, startsAt } });

// In the second instant, the year is 1 in local time and 0 in UTC.
test.each(['0000-01-01T00:00:00Z', '0001-01-01T00:00:00+05:00'])('no instant before the year 1: %s', async (instant) => {
  const { errors } = await restaurant.owner.send(CREATE, promotion(instant));
  expect(errors).toMatchObject([{ message: expect.stringContaining('"input.startsAt"'), extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(await restaurant.owner.requestError(LOG, { from: instant })).toBe('BAD_USER_INPUT');
  expect(await restaurant.owner.requestError(`{ auditLog(filter: { from: "${instant}" }) { nodes { id } } }`)).toBe('GRAPHQL_VALIDATION_FAILED');
});

test('no date before the year 1', async () => {
  expect(await restaurant.owner.requestError(ORDERS, { date: '0000-12-31' })).toBe('BAD_USER_INPUT');
  expect((await restaurant.owner.ok(ORDERS, { date: '0001-01-01' })).orders.nodes).toEqual([]);
});

test('the first instant that there is, and the last with four digits', async () => {
  for (const instant of ['0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])
    expect((await restaurant.owner.ok(CREATE, promotion(instant))).createPromotion).toEqual({ promotion: { startsAt: instant }, userErrors: [] });
});
