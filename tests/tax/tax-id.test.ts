import { expect, test } from 'vitest';
import { checkTaxId } from '../../src/modules/tax/tax-id.ts';
import { makeClient, useTestApp } from '../kit/index.ts';

const app = useTestApp();

const digits = (count: number): string => '0123456789'.repeat(3).slice(0, count);

test.each([
  ['0012345678', '0012345678'],
  ['001 234 5678', '0012345678'],
  ['001-234-5678', '0012345678'],
  [' 00–12—34\u00a05678 ', '0012345678'],
  ['012345678', null],
  ['01234567890', null],
  ['', null],
  [' - ', null],
  ['00123.45678', null],
  ['O012345678', null],
  ['٠٠١٢٣٤٥٦٧٨', null],
  ['+0123456789', null],
  ['0012345678\0', null],
])('TIN %j', (value, normalized) => {
  const check = checkTaxId('ETHIOPIA_TIN', value);
  expect(check).toMatchObject({ valid: normalized !== null, normalized });
  expect(check.reason === null).toBe(check.valid);
});

test.each([
  ['01.234.567.8-071.000', '012345678071000'],
  [digits(15), digits(15)],
  [digits(16), digits(16)],
  ['0123 4567 8901 2345', '0123456789012345'],
  [digits(14), null],
  [digits(17), null],
  ['01,234.567.8-071.000', null],
  ['', null],
])('NPWP %j', (value, normalized) => {
  expect(checkTaxId('INDONESIA_NPWP', value)).toMatchObject({ valid: normalized !== null, normalized });
});

test('over the API, without a tenant', async () => {
  const anonymous = makeClient(app.url);
  const ask = async (kind: string, value: string): Promise<unknown> =>
    (
      await anonymous.ok('query ($kind: TaxIdKind!, $value: String!) { validateTaxId(kind: $kind, value: $value) { valid normalized reason } }', {
        kind,
        value,
      })
    ).validateTaxId;
  expect(await ask('ETHIOPIA_TIN', '001-234-5678')).toEqual({ valid: true, normalized: '0012345678', reason: null });
  expect(await ask('ETHIOPIA_TIN', '001-234-567')).toEqual({ valid: false, normalized: null, reason: 'A TIN has 10 digits, not 9.' });
  expect(await ask('INDONESIA_NPWP', '1/2')).toEqual({
    valid: false,
    normalized: null,
    reason: 'An NPWP has only digits, with spaces, dots and dashes between them.',
  });
  expect(await ask('INDONESIA_NPWP', '12')).toEqual({ valid: false, normalized: null, reason: 'An NPWP has 15 or 16 digits, not 2.' });
});
