import jsQR from 'jsqr';
import { describe, expect, test } from 'vitest';
import { makeClient, makeRestaurant, mutationOf, orderOf, placeOrder, readOrder, startTestApp, type UserError, useRestaurant } from '../kit/index.ts';
import { pay, paymentsOf } from './payment-api.ts';

const SETTLE = mutationOf('settleDemoPayment', 'id status');

const { app, restaurant } = useRestaurant({ environment: { PAYMENT_POLL_MILLISECONDS: '100' } });

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function started(input: Readonly<Record<string, unknown>> = { method: 'QRIS' }): Promise<{ order: any; payment: any }> {
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  const { payment } = await pay(restaurant.cashier, 'startPayment', { orderId: order.id, ...input });
  return { order, payment };
}
const settle = async (paymentId: string, outcome = 'PAY', client = restaurant.guest): Promise<string> =>
  (await client.ok(SETTLE, { input: { paymentId, outcome } })).settleDemoPayment.payment.status;
const refused = (paymentId: string, outcome = 'PAY', client = restaurant.guest): Promise<UserError> =>
  client.failure(SETTLE, { input: { paymentId, outcome } });

describe('by the mutation', () => {
  test('PAY settles the order at once, pressed twice as well', async () => {
    const { order, payment } = await started();
    expect([await settle(payment.id), await settle(payment.id)]).toEqual(['PAID', 'PAID']);
    expect(await readOrder(restaurant.cashier, order.id)).toMatchObject({ paymentStatus: 'PAID', dueAmount: 0, paidAmount: 20_000 });
  });

  test('two presses at the same time are one', async () => {
    const { order, payment } = await started();
    const answers = await Promise.all(
      ['PAY', 'DECLINE', 'PAY', 'EXPIRE'].map((outcome) => restaurant.guest.send(SETTLE, { input: { paymentId: payment.id, outcome } })),
    );
    const refusals = answers.flatMap(({ data }) => data.settleDemoPayment.userErrors.map(({ code }: UserError) => code));
    expect(refusals.length).toBeGreaterThanOrEqual(2);
    expect(new Set(refusals)).toEqual(new Set(['INVALID_TRANSITION']));
    const [now] = await paymentsOf(restaurant.cashier, order.id);
    expect((await readOrder(restaurant.cashier, order.id)).paidAmount).toBe(now.status === 'PAID' ? 20_000 : 0);
  });

  test('DECLINE and EXPIRE end it, and another can be started', async () => {
    for (const [outcome, status] of [
      ['DECLINE', 'FAILED'],
      ['EXPIRE', 'EXPIRED'],
    ] as const) {
      const { order, payment } = await started();
      expect(await settle(payment.id, outcome)).toBe(status);
      expect(await refused(payment.id)).toMatchObject({ code: 'INVALID_TRANSITION', field: ['outcome'] });
      const { payment: next } = await pay(restaurant.cashier, 'startPayment', { orderId: order.id, method: 'QRIS' });
      expect(await settle(next.id)).toBe('PAID');
    }
  });

  test('with a later capture PAY authorises, and capturing takes the money', async () => {
    const { order, payment } = await started({ method: 'CARD', captureMode: 'MANUAL' });
    expect(await settle(payment.id)).toBe('AUTHORIZED');
    expect((await readOrder(restaurant.cashier, order.id)).paidAmount).toBe(0);
    expect((await pay(restaurant.cashier, 'capturePayment', { paymentId: payment.id })).payment.status).toBe('PAID');
    expect(await settle(payment.id)).toBe('PAID');
    expect((await readOrder(restaurant.cashier, order.id)).paidAmount).toBe(20_000);
  });

  test('another brand’s payment, one in cash and none at all are not found', async () => {
    const { payment } = await started();
    const other = await makeRestaurant(app);
    const { payCash } = await restaurant.cashier.ok('mutation ($input: PayCashInput!) { payCash(input: $input) { payment { id } userErrors { code } } }', {
      input: { orderId: (await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }))).id, tendered: 20_000 },
    });
    for (const id of [payCash.payment.id, crypto.randomUUID(), 'x']) expect(await refused(id)).toMatchObject({ code: 'NOT_FOUND', field: ['paymentId'] });
    for (const client of [other.guest, other.owner]) expect((await refused(payment.id, 'PAY', client)).code).toBe('NOT_FOUND');
    expect(await makeClient(app.url).requestError(SETTLE, { input: { paymentId: payment.id, outcome: 'PAY' } })).toBe('BAD_USER_INPUT');
    expect((await paymentsOf(restaurant.cashier, (await started()).order.id))[0].status).toBe('REQUIRES_ACTION');
  });
});

/** What a scanner reads from the QR code: a picture of `size` modules including the border, with four by four pixels per module. */
function scanned(svg: string, size: number): string | undefined {
  const scale = 4;
  const pixels = new Uint8ClampedArray((size * scale) ** 2 * 4).fill(255);
  for (const [, x, y] of svg.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1) {
      for (let column = Number(x) * scale; column < (Number(x) + 1) * scale; column += 1) {
        pixels.fill(0, 4 * (row * size * scale + column), 4 * (row * size * scale + column) + 3);
      }
    }
  }
  return jsQR.default(pixels, size * scale, size * scale)?.data;
}

describe('by its page', () => {
  const press = (url: string, body: string, type = 'application/x-www-form-urlencoded'): Promise<Response> =>
    fetch(url, { method: 'POST', body, redirect: 'manual', headers: { 'content-type': type } });

  test('its address is whole, and it shows what is to pay', async () => {
    const { payment } = await started({ method: 'CARD' });
    expect(payment.action.redirectUrl).toBe(`${app.url}/demo-gateway/${restaurant.tenantId}/${payment.id}`);
    const { payment: byCode } = await started();
    expect(byCode.action.redirectUrl).toBeNull();
    const response = await fetch(byCode.action.deeplinkUrl);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toContain('IDR 20,000');
    expect(html).toContain(byCode.action.qrString);
    expect(html).not.toContain('<script');
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none';style-src 'sha256-.+form-action 'self'/);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('the QR code that it draws is read by a scanner as the payload of the payment', async () => {
    const { payment } = await started();
    const html = await (await fetch(payment.action.deeplinkUrl)).text();
    const svg = /<svg [^>]*viewBox="0 0 (\d+) \1".*<\/svg>/.exec(html);
    expect(svg?.[0]).not.toContain('style=');
    expect(scanned(svg?.[0] ?? '', Number(svg?.[1]))).toBe(payment.action.qrString);
    const { payment: byCard } = await started({ method: 'CARD' });
    expect(await (await fetch(byCard.action.redirectUrl)).text()).not.toContain('<svg');
  });

  test('Pay pays, and the page says so; pressed again nothing more happens', async () => {
    const { order, payment } = await started({ method: 'EWALLET' });
    const pressed = await press(payment.action.redirectUrl, 'outcome=PAY');
    expect([pressed.status, pressed.headers.get('location')]).toEqual([303, new URL(payment.action.redirectUrl).pathname]);
    const html = await (await fetch(payment.action.redirectUrl)).text();
    expect(html).toContain('<strong>PAID</strong>');
    expect(html).not.toContain('<button');
    expect(await readOrder(restaurant.cashier, order.id)).toMatchObject({ paymentStatus: 'PAID', paidAmount: 20_000 });
    expect((await press(payment.action.redirectUrl, 'outcome=PAY')).status).toBe(303);
    const late = await press(payment.action.redirectUrl, 'outcome=DECLINE');
    expect([late.status, await late.text()]).toEqual([409, expect.stringContaining('it is PAID already')]);
  });

  test('Decline declines', async () => {
    const { order, payment } = await started({ method: 'CARD' });
    expect((await press(payment.action.redirectUrl, 'outcome=DECLINE')).status).toBe(303);
    expect((await paymentsOf(restaurant.cashier, order.id))[0]).toMatchObject({ status: 'FAILED', failureReason: 'Declined at the demo gateway.' });
  });

  test('it answers every request with a page or a clean refusal', async () => {
    const { payment } = await started({ method: 'CARD' });
    const url: string = payment.action.redirectUrl;
    for (const body of ['', 'outcome=', 'outcome=pay', 'outcome=%3Cscript%3E', 'x']) {
      const response = await press(url, body);
      expect([response.status, (await response.text()).includes('<script')]).toEqual([400, false]);
    }
    expect((await press(url, '{"outcome":"PAY"}', 'application/json')).status).toBe(415);
    expect((await press(url, 'x'.repeat(5000))).status).toBe(413);
    const other = await makeRestaurant(app);
    for (const path of [
      `${other.tenantId}/${payment.id}`,
      `${restaurant.tenantId}/${crypto.randomUUID()}`,
      `${restaurant.slug}/${payment.id}`,
      'x/y',
      '%3Cb%3E/%3Cb%3E',
    ]) {
      for (const response of [await fetch(`${app.url}/demo-gateway/${path}`), await press(`${app.url}/demo-gateway/${path}`, 'outcome=PAY')]) {
        expect([path, response.status, (await response.text()).includes('<b>')]).toEqual([path, 404, false]);
      }
    }
  });
});

describe('where this server is known outside', () => {
  test('the page’s address begins with that', async () => {
    const known = await startTestApp({ environment: { PUBLIC_URL: 'https://pay.example.com/' } });
    try {
      const brand = await makeRestaurant(known);
      const order = await placeOrder(brand.cashier, orderOf(brand, { COFFEE: 1 }));
      const { payment } = await pay(brand.cashier, 'startPayment', { orderId: order.id, method: 'CARD' });
      expect(payment.action.redirectUrl).toBe(`https://pay.example.com/demo-gateway/${brand.tenantId}/${payment.id}`);
    } finally {
      await known.stop();
    }
  });
});

describe('in production', () => {
  test('there is none: no payment, no mutation, no page', async () => {
    const production = await startTestApp({ environment: { NODE_ENV: 'production', CREDENTIALS_KEYS: `k:${Buffer.alloc(32, 7).toString('base64')}` } });
    try {
      const brand = await makeRestaurant(production);
      const order = await placeOrder(brand.cashier, orderOf(brand, { COFFEE: 1 }));
      expect(await brand.guest.failure(SETTLE, { input: { paymentId: order.id, outcome: 'PAY' } })).toMatchObject({
        code: 'CONFLICT',
        message: 'The demo gateway is off: this server takes real money.',
      });
      const page = await fetch(`${production.url}/demo-gateway/${brand.tenantId}/${order.id}`);
      expect(page.status).toBe(404);
      const start = 'mutation ($input: StartPaymentInput!) { startPayment(input: $input) { payment { id } userErrors { code field message details } } }';
      for (const provider of [null, 'demo']) {
        expect((await brand.cashier.failure(start, { input: { orderId: order.id, method: 'QRIS', provider } })).code).toBe('INVALID_INPUT');
      }
    } finally {
      await production.stop();
    }
  });
});
