import { describe, expect, test } from 'vitest';
import { useRestaurant } from '../kit/index.ts';

const { restaurant } = useRestaurant();

const AUDIT = 'query ($filter: AuditFilter) { auditLog(filter: $filter) { nodes { id } } }';
const ORDERS = 'query ($filter: OrderFilter) { orders(filter: $filter) { nodes { id } } }';

describe('dates that the database cannot hold are faults of the request', () => {
  test.each(['0000-01-01T00:00:00Z', '0000-12-31T23:59:59Z', '0001-01-01T00:00:00+14:00', '9999-12-31T23:59:59-12:00'])('%s', async (instant) => {
    for (const field of ['from', 'until']) expect(await restaurant.manager.requestError(AUDIT, { filter: { [field]: instant } })).toBe('BAD_USER_INPUT');
    expect(await restaurant.manager.requestError(`{ auditLog(filter: { from: "${instant}" }) { nodes { id } } }`)).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test('0000-01-01 as a day', async () => {
    expect(await restaurant.manager.requestError(ORDERS, { filter: { businessDate: '0000-01-01' } })).toBe('BAD_USER_INPUT');
    expect(await restaurant.manager.requestError('{ orders(filter: { businessDate: "0000-01-01" }) { nodes { id } } }')).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test('the first and the last that it can hold are none', async () => {
    for (const instant of ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'])
      await restaurant.manager.ok(AUDIT, { filter: { from: instant, until: instant } });
    for (const businessDate of ['0001-01-01', '9999-12-31']) await restaurant.manager.ok(ORDERS, { filter: { businessDate } });
  });
});

test.each(['auditLog', 'orders', 'promotions'])('a forged cursor of %s that lies in the year 33658', async (list) => {
  const after = Buffer.from(JSON.stringify([999_999_999_999_999, '00000000-0000-7000-8000-000000000000'])).toString('base64url');
  expect(await restaurant.manager.requestError(`query ($after: String) { ${list}(after: $after) { nodes { id } } }`, { after })).toBe('BAD_USER_INPUT');
});
