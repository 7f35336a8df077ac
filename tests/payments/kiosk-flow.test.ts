import { beforeAll, describe, expect, test } from 'vitest';
import { readQr } from '../fakes/read-qr.ts';
import {
  act,
  addDevice,
  type Client,
  type Feed,
  makeClient,
  makeRestaurant,
  mutationOf,
  orderOf,
  type Restaurant,
  readOrder,
  subscribe,
  useRestaurant,
} from '../kit/index.ts';
import { pay, payRefused } from './payment-api.ts';

const PLACE = mutationOf('placeOrder', 'id status paymentStatus channel dueAmount token');
const ORDER = 'query ($id: ID!) { order(id: $id) { status paymentStatus dueAmount payments { id status action { qrString } } } }';
const PAYMENTS = 'subscription ($id: ID!) { paymentChanged(orderId: $id) { id method status amount action { qrString } } }';
const KITCHEN =
  'subscription ($id: ID!) { kitchenFeed(outletId: $id) { __typename ... on KitchenTicketChange { ticket { orderId status items { name quantity } } } } }';
const SETTLE = mutationOf('settleDemoPayment', 'status');
const CONFIRM_ON = 'mutation ($input: SetConfirmOnInput!) { setConfirmOn(input: $input) { userErrors { code field message } } }';

const { app, restaurant } = useRestaurant({ environment: { PAYMENT_POLL_MILLISECONDS: '100' } });
let kiosk: Client;
let neighbour: Client;
beforeAll(async () => {
  kiosk = await newKiosk(restaurant);
  neighbour = await newKiosk(restaurant);
});

const newKiosk = async ({ manager, outletId }: Restaurant): Promise<Client> => (await addDevice(manager, { outletId, kind: 'KIOSK' })).client;
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
const place = async (client: Client, of = restaurant): Promise<any> =>
  (await client.ok(PLACE, { input: orderOf(of, { COFFEE: 1, SOUP: 1 }, { channel: 'KIOSK' }) })).placeOrder.order;
const customerPays = (paymentId: string, of = restaurant): Promise<unknown> => of.guest.ok(SETTLE, { input: { paymentId, outcome: 'PAY' } });
const ticketsOf = (feed: Feed, orderId: string): Promise<unknown> =>
  feed.until((message) => message.__typename === 'KitchenTicketChange' && message.ticket.orderId === orderId);

async function confirmOn(value: string): Promise<Restaurant> {
  const own = await makeRestaurant(app);
  await own.manager.ok(CONFIRM_ON, { input: { outletId: own.outletId, channel: 'KIOSK', confirmOn: value } });
  return own;
}

test('by default: placed, a QR code shown, paid, confirmed, and in the kitchen; the kiosk follows over its socket', async () => {
  const kitchen = subscribe(restaurant.kitchen, KITCHEN, { id: restaurant.outletId });
  await kitchen.next();
  const order = await place(kiosk);
  expect(order).toMatchObject({ status: 'PENDING', paymentStatus: 'UNPAID', channel: 'KIOSK', dueAmount: 50_000 });
  const payments = subscribe(kiosk, PAYMENTS, { id: order.id });
  const { payment } = await pay(kiosk, 'startPayment', { orderId: order.id, method: 'QRIS' });
  expect(readQr(payment.action.qrString).find(({ id }) => id === '54')?.value).toBe('50000');
  const shown = await payments.until(({ status }) => status === 'REQUIRES_ACTION');
  expect(shown).toMatchObject({ id: payment.id, method: 'QRIS', amount: 50_000, action: { qrString: payment.action.qrString } });
  // A second tap returns the same code.
  expect((await pay(kiosk, 'startPayment', { orderId: order.id, method: 'QRIS' })).payment.id).toBe(payment.id);

  await customerPays(payment.id);
  expect(await payments.until(({ status }) => status === 'PAID')).toMatchObject({ id: payment.id });
  expect((await kiosk.ok(ORDER, { id: order.id })).order).toMatchObject({
    status: 'CONFIRMED',
    paymentStatus: 'PAID',
    dueAmount: 0,
    payments: [{ status: 'PAID' }],
  });
  expect(await ticketsOf(kitchen, order.id)).toMatchObject({ ticket: { status: 'QUEUED' } });
  const tickets = (await readOrder(restaurant.cashier, order.id)).tickets as { station: { code: string } }[];
  expect(tickets.map(({ station }) => station.code).sort()).toEqual(['BAR', 'KITCHEN']);
  for (const feed of [payments, kitchen]) feed.stop();
});

test('a later subscriber begins with the payment as it is', async () => {
  const order = await place(kiosk);
  const { payment } = await pay(kiosk, 'startPayment', { orderId: order.id, method: 'QRIS' });
  const late = subscribe(kiosk, PAYMENTS, { id: order.id });
  expect(await late.next()).toMatchObject({ id: payment.id, status: 'REQUIRES_ACTION' });
  const staff = subscribe(restaurant.cashier, PAYMENTS, { id: order.id });
  await staff.next();
  await pay(kiosk, 'cancelPayment', { paymentId: payment.id });
  for (const feed of [late, staff]) {
    await feed.until(({ status }) => status === 'CANCELLED');
    feed.stop();
  }
  const again = await pay(kiosk, 'startPayment', { orderId: order.id, method: 'QRIS' });
  expect(again.payment.id).not.toBe(payment.id);
});

test('PLACEMENT: the kitchen begins before the guest has paid', async () => {
  const own = await confirmOn('PLACEMENT');
  const device = await newKiosk(own);
  const order = await place(device, own);
  expect(order).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'UNPAID' });
  const { payment } = await pay(device, 'startPayment', { orderId: order.id, method: 'QRIS' });
  await customerPays(payment.id, own);
  expect((await device.ok(ORDER, { id: order.id })).order).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID' });
});

test('MANUAL: a paid order waits until staff confirm it', async () => {
  const own = await confirmOn('MANUAL');
  const device = await newKiosk(own);
  const kitchen = subscribe(own.kitchen, KITCHEN, { id: own.outletId });
  await kitchen.next();
  const order = await place(device, own);
  const { payment } = await pay(device, 'startPayment', { orderId: order.id, method: 'QRIS' });
  await customerPays(payment.id, own);
  expect(await readOrder(own.cashier, order.id)).toMatchObject({ status: 'PENDING', paymentStatus: 'PAID', tickets: [] });
  await act(own.cashier, 'confirmOrder', { orderId: order.id });
  expect(await ticketsOf(kitchen, order.id)).toMatchObject({ ticket: { status: 'QUEUED' } });
  kitchen.stop();
});

describe('a kiosk’s order is its own', () => {
  test('another kiosk can neither start, see, cancel nor check its payment', async () => {
    const order = await place(kiosk);
    expect(await payRefused(neighbour, 'startPayment', { orderId: order.id, method: 'QRIS' })).toMatchObject({ code: 'NOT_FOUND', field: ['orderId'] });
    const { payment } = await pay(kiosk, 'startPayment', { orderId: order.id, method: 'QRIS' });
    for (const field of ['cancelPayment', 'checkPayment'] as const)
      expect(await payRefused(neighbour, field, { paymentId: payment.id })).toMatchObject({ code: 'NOT_FOUND', field: ['paymentId'] });
    expect((await neighbour.ok(ORDER, { id: order.id })).order).toBeNull();
    const feed = subscribe(neighbour, PAYMENTS, { id: order.id });
    expect(await feed.next()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    feed.stop();
    expect((await pay(kiosk, 'checkPayment', { paymentId: payment.id })).payment.status).toBe('REQUIRES_ACTION');
  });

  test('nor a kiosk of another brand, whose answer is the same as for no order at all', async () => {
    const theirs = await newKiosk(await makeRestaurant(app));
    const order = await place(kiosk);
    const { payment } = await pay(kiosk, 'startPayment', { orderId: order.id, method: 'QRIS' });
    for (const id of [order.id, crypto.randomUUID()])
      expect(await payRefused(theirs, 'startPayment', { orderId: id, method: 'QRIS' })).toMatchObject({ code: 'NOT_FOUND', field: ['orderId'], details: null });
    for (const id of [payment.id, crypto.randomUUID()])
      expect(await payRefused(theirs, 'cancelPayment', { paymentId: id })).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('it takes no cash, captures nothing and decides nothing', async () => {
    const order = await place(kiosk);
    const { payment } = await pay(kiosk, 'startPayment', { orderId: order.id, method: 'CARD', captureMode: 'MANUAL' });
    await customerPays(payment.id);
    expect(
      await kiosk.requestError('mutation ($input: PayCashInput!) { payCash(input: $input) { userErrors { code } } }', {
        input: { orderId: order.id, tendered: 50_000 },
      }),
    ).toBe('FORBIDDEN');
    expect(
      await kiosk.requestError('mutation ($input: CapturePaymentInput!) { capturePayment(input: $input) { userErrors { code } } }', {
        input: { paymentId: payment.id },
      }),
    ).toBe('FORBIDDEN');
    const review = { paymentId: payment.id, decision: 'ACCEPT', reason: 'x' };
    expect(await kiosk.requestError('mutation ($input: ReviewPaymentInput!) { reviewPayment(input: $input) { userErrors { code } } }', { input: review })).toBe(
      'FORBIDDEN',
    );
    for (const client of [restaurant.guest, restaurant.kitchen])
      expect(
        await client.requestError('mutation ($input: StartPaymentInput!) { startPayment(input: $input) { userErrors { code } } }', {
          input: { orderId: order.id, method: 'QRIS' },
        }),
      ).toMatch(/UNAUTHENTICATED|FORBIDDEN/);
  });
});

describe('others who pay', () => {
  test('a guest with the order’s token, without knowing the brand, sees no more than that payment', async () => {
    const order = await place(kiosk);
    const stranger = makeClient(app.url);
    const { payment } = await pay(stranger, 'payByToken', { token: order.token, method: 'QRIS' });
    expect(payment).toMatchObject({ status: 'REQUIRES_ACTION', amount: 50_000, action: { qrString: expect.stringContaining('5802ID') } });
    await customerPays(payment.id);
    expect((await kiosk.ok(ORDER, { id: order.id })).order).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID', payments: [{ id: payment.id }] });
    expect(await payRefused(stranger, 'payByToken', { token: order.token, method: 'QRIS' })).toMatchObject({ code: 'ALREADY_PAID' });
    for (const token of ['x', `${order.token}x`, ''])
      expect(await payRefused(stranger, 'payByToken', { token, method: 'QRIS' })).toMatchObject({ code: 'NOT_FOUND', field: ['token'] });
  });

  test('a guest and the kiosk at the same time are one payment', async () => {
    const order = await place(kiosk);
    const [own, byToken] = await Promise.all([
      pay(kiosk, 'startPayment', { orderId: order.id, method: 'QRIS' }),
      pay(restaurant.guest, 'payByToken', { token: order.token, method: 'QRIS' }),
    ]);
    expect(byToken.payment.id).toBe(own.payment.id);
  });

  test('a cashier takes the QR payment of a kiosk’s order, and of one of the till', async () => {
    const order = await place(kiosk);
    const { payment } = await pay(restaurant.cashier, 'startPayment', { orderId: order.id, method: 'QRIS' });
    await customerPays(payment.id);
    expect(await readOrder(restaurant.cashier, order.id)).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID' });
    const till = (await restaurant.cashier.ok(PLACE, { input: orderOf(restaurant, { COFFEE: 1 }) })).placeOrder.order;
    const first = await pay(restaurant.cashier, 'startPayment', { orderId: till.id, method: 'QRIS', amount: 12_000 });
    await customerPays(first.payment.id);
    await act(restaurant.cashier, 'payCash', { orderId: till.id, tendered: 10_000 });
    expect(await readOrder(restaurant.cashier, till.id)).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID', paidAmount: 20_000, dueAmount: 0 });
  });
});
