import { describe, expect, test } from 'vitest';
import { type Client, useRestaurant } from '../kit/index.ts';
import { orderOf, place, promote, quote, run } from './promotion-api.ts';

const { restaurant: ours } = useRestaurant({ environment: { TRUST_PROXY: 'on' } });

const basket = (more: Record<string, unknown>): Record<string, unknown> => orderOf(ours, { COFFEE: 1 }, more);
const guestAt = (address: string): Client => ours.guest.as({ 'x-forwarded-for': address });
/** The whole answer that a guest gets for a basket, without the code itself. */
async function learned(client: Client, input: Record<string, unknown>): Promise<string> {
  const document = `query ($input: PriceOrderInput!) { priceOrder(input: $input) { quote { totals { total discount } discounts { name code amount }
    notAppliedPromotions { promotionId name code reason message missing } } userErrors { code field message details } } }`;
  const { channel: _channel, ...basketInput } = basket(input);
  return JSON.stringify(await client.ok(document, { input: basketInput }));
}

describe('a guest who asks what a basket costs', () => {
  test('learns nothing of whose a telephone number is: a code of one use a customer is quoted alike, and refused when it is placed', async () => {
    await promote(ours.owner, { name: 'First time', code: 'FIRST', usageLimitPerCustomer: 1 });
    const customer = { promotionCodes: ['FIRST'], customerPhone: '0812 1111 2222' };
    await place(ours.cashier, basket(customer));
    const [known, unknown] = [
      await learned(guestAt('198.51.100.1'), customer),
      await learned(guestAt('198.51.100.1'), { ...customer, customerPhone: '0812 9999 0000' }),
    ];
    expect(known).toBe(unknown);
    expect(known).toContain('"discount":2000');
    // Staff see the reason, for every spelling of the number; placing an order shows it to all callers.
    for (const customerPhone of [
      '0812 1111 2222',
      '6281211112222',
      '006281211112222',
      '001 62 812 1111 2222',
      '٠٨١٢١١١١٢٢٢٢',
      '\u202a+62 812-1111-2222\u202c',
    ]) {
      const { notAppliedPromotions } = await quote(ours.cashier, basket({ ...customer, customerPhone }));
      expect(notAppliedPromotions, customerPhone).toMatchObject([{ reason: 'CUSTOMER_LIMIT' }]);
    }
  });

  test('learns nothing of which codes there are: one that is unknown, switched off, over or used up gets one answer', async () => {
    await promote(ours.owner, { name: 'Over', code: 'OVER-AND', endsAt: '2020-01-01T00:00:00Z' });
    const off = await promote(ours.owner, { name: 'Switched off', code: 'OFFFFFFF' });
    await run(ours.owner, 'deactivatePromotion', { id: off.id });
    await promote(ours.owner, { name: 'Once only', code: 'USEDUPAL', usageLimit: 1 });
    await place(ours.cashier, basket({ promotionCodes: ['USEDUPAL'] }));
    const answers = await Promise.all(
      ['NOTHINGX', 'OVER-AND', 'OFFFFFFF', 'USEDUPAL'].map(async (code) =>
        (await learned(guestAt('198.51.100.2'), { promotionCodes: [code] })).replaceAll(code, '<code>'),
      ),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('"promotionId":null,"name":null,"code":"<code>","reason":"UNKNOWN_CODE","message":"The code <code> cannot be used."');
    const { notAppliedPromotions } = await quote(ours.cashier, basket({ promotionCodes: ['OVER-AND', 'USEDUPAL'] }));
    expect(notAppliedPromotions.map(({ reason }: { reason: string }) => reason)).toEqual(['INACTIVE', 'USED_UP']);
  });

  test('may try 60 codes in ten minutes from one address, however many at once; a repeated code counts once', async () => {
    const document = 'query ($input: PriceOrderInput!) { priceOrder(input: $input) { userErrors { code field details } } }';
    const { channel: _channel, ...plain } = basket({});
    const ask = async (address: string, promotionCodes: string[]) =>
      (await guestAt(address).send(document, { input: { ...plain, promotionCodes } })).data.priceOrder.userErrors[0] ?? null;
    const many = await Promise.all(Array.from({ length: 90 }, (_, index) => ask('198.51.100.3', [`GUESS-${index}`])));
    expect(many.filter((error) => error === null)).toHaveLength(60);
    expect(many.find((error) => error !== null)).toEqual({
      code: 'TOO_MANY_ATTEMPTS',
      field: ['promotionCodes'],
      details: { retryAfter: expect.any(Number) },
    });
    expect(await ask('198.51.100.3', ['FIRST'])).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    // Still allowed: another address, a basket without codes, and staff.
    for (let round = 0; round < 70; round += 1) expect(await ask('198.51.100.4', ['THE-SAME'])).toBeNull();
    expect(await ask('198.51.100.3', [])).toBeNull();
    expect((await quote(ours.cashier, basket({ promotionCodes: ['GUESS-99'] }))).notAppliedPromotions).toHaveLength(1);
  }, 60_000);
});
