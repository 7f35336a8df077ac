import { describe, expect, test } from 'vitest';
import { isRouted, stationFor } from '../../src/modules/tenancy/model/routing.ts';

describe('the station that makes a product', () => {
  const bar = { id: 'bar', code: 'BAR', isDefault: false };
  const pass = { id: 'pass', code: 'PASS', isDefault: true };

  test('is the one that is named, else the default', () => {
    expect(stationFor('BAR', [bar, pass])).toBe(bar);
    expect(stationFor(null, [bar, pass])).toBe(pass);
    expect(stationFor('GRILL', [bar, pass])).toBe(pass);
    expect(isRouted('GRILL', [bar, pass])).toBe(true);
  });

  test.each([null, 'GRILL'])('is missing for %s without a default', (code) => {
    expect(stationFor(code, [bar])).toBeNull();
    expect(isRouted(code, [bar])).toBe(false);
  });

  test('is not needed for what no kitchen makes', () => {
    expect(isRouted('NONE', [])).toBe(true);
  });
});
