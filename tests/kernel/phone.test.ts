import { describe, expect, test } from 'vitest';
import { digitsOf, normalPhone } from '../../src/kernel/values/phone.ts';

describe('a telephone number of Indonesia', () => {
  const ways = [
    ...['0812 1111 2222', '+62 812-1111-2222', '6281211112222', '62 812 1111 2222', '(0812) 1111.2222', 'tel:+6281211112222', '8121111222 2'],
    ...['006281211112222', '00 62 812 1111 2222', '001 62 812 1111 2222', '007 62 812 1111 2222', '0101762 812 1111 2222'],
    ...['٠٨١٢١١١١٢٢٢٢', '۰۸۱۲۱۱۱۱۲۲۲۲', '＋６２８１２１１１１２２２２', '\u202a+62 812‑1111‑2222\u202c', '  0812\u00a01111\u20092222 '],
  ];
  test.each(ways)('is one number, written as %s', (written) => {
    expect(normalPhone(written, 'ID')).toBe('+6281211112222');
  });

  test('of ten digits as WhatsApp writes it is no landline', () => {
    for (const written of ['0811222333', '62811222333', '+62 811-222-333', '0062811222333']) expect(normalPhone(written, 'ID')).toBe('+62811222333');
  });

  test('is read by the country of the tenant, one of another country by its code', () => {
    expect(normalPhone('(021) 555-1234', 'ID')).toBe('+62215551234');
    for (const written of ['0911 23 45 67', '911234567', '251911234567', '00251911234567']) expect(normalPhone(written, 'ET')).toBe('+251911234567');
    for (const written of ['+251 911 234567', '00251911234567', '251911234567']) expect(normalPhone(written, 'ID')).toBe('+251911234567');
    expect(normalPhone('011 62 812 1111 2222', 'US')).toBe('+6281211112222');
    expect(normalPhone('09123456789', 'IN')).toBe('+919123456789');
    expect(normalPhone('9123456789', 'IN')).toBe('+919123456789');
  });
});

test('what is no telephone number is none', () => {
  for (const written of ['', '12345', '0815', 'call me', '+', '0'.repeat(60), '+62', '1'.repeat(5000), '0812 1111'])
    expect(normalPhone(written, 'ID'), written).toBeNull();
  expect(normalPhone('0812 1111 2222', 'ZZ')).toBeNull();
});

test('the digits of a text are read in every script', () => {
  expect(digitsOf('ext. 47-११ ٣ ５ x')).toBe('471135');
});
