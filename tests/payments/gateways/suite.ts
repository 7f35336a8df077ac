import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FakeGateway } from '../../fakes/fake-gateway.ts';
import type { Trouble } from '../../fakes/fake-server.ts';
import { act, makeRestaurant, type Restaurant } from '../../kit/index.ts';
import { pay, paymentsOf, payRefused } from '../payment-api.ts';
import { becomes, makeWorld, newOrder, orderNow, outcomes, post, setAccount, started, type World } from './world.ts';

/** Tests for every provider, through the API. */
export function gatewaySuite(start: () => Promise<FakeGateway>): void {
  let world: World;
  let fake: FakeGateway;
  let other: Restaurant;
  beforeAll(async () => {
    fake = await start();
    world = await makeWorld(fake);
    other = await makeRestaurant(world.app, { currency: fake.currency });
  });
  afterEach(() => {
    fake.server.calm();
    fake.holdRefunds(false);
  });
  afterAll(async () => {
    await world.app.stop();
    await fake.server.stop();
  });

  const notify = async (paymentId: string, ...wrong: Parameters<FakeGateway['notification']> extends [string, ...infer W] ? W : never): Promise<number> =>
    post(world, fake.notification(paymentId, ...wrong));

  describe('a payment that the customer acts on', () => {
    test('is paid once the provider says so, by its notification', async () => {
      const { order, payment } = await started(world);
      expect(payment).toMatchObject({ status: 'REQUIRES_ACTION', provider: fake.provider, amount: 20_000 });
      expect(Object.values(payment.action ?? {}).filter(Boolean).length).toBeGreaterThan(0);
      fake.settle(payment.id);
      expect(await notify(payment.id)).toBe(200);
      expect(await becomes(world, order.id, 'PAID')).toMatchObject({ status: 'PAID', reviewReason: null });
      expect(await orderNow(world, order.id)).toMatchObject({ paymentStatus: 'PAID', paidAmount: 20_000, dueAmount: 0 });
      expect([fake.charges(payment.id), fake.captured(payment.id)]).toEqual([1, 20_000]);
    });

    test('is found paid without any notification, by the next check', async () => {
      const { order, payment } = await started(world);
      fake.settle(payment.id);
      world.app.clock.advance(61_000);
      await becomes(world, order.id, 'PAID');
      expect(await outcomes(world, payment.id)).toEqual([]);
    });

    test('is asked about at once by checkPayment', async () => {
      const { payment } = await started(world);
      fake.settle(payment.id);
      expect(await pay(world.cashier, 'checkPayment', { paymentId: payment.id })).toMatchObject({ payment: { status: 'PAID' }, order: { dueAmount: 0 } });
    });

    test('is cancelled at the provider too', async () => {
      const { order, payment } = await started(world);
      const answer = await pay(world.cashier, 'cancelPayment', { paymentId: payment.id });
      expect(answer.payment.status).toBe('CANCELLED');
      const again = await pay(world.cashier, 'startPayment', { orderId: order.id, provider: fake.provider, ...fake.waiting });
      expect(again.payment.id).not.toBe(payment.id);
      fake.settle(again.payment.id);
      await notify(again.payment.id);
      await becomes(world, order.id, 'PAID');
    });

    test('paid a moment before it is cancelled, it counts', async () => {
      const { order, payment } = await started(world);
      fake.settle(payment.id);
      const answer = await pay(world.cashier, 'cancelPayment', { paymentId: payment.id });
      expect(answer).toMatchObject({ payment: { status: 'PAID' }, order: { id: order.id, paymentStatus: 'PAID' } });
    });

    test('ends when its time is over', async () => {
      const { order, payment } = await started(world, { ...fake.waiting, expiresInMinutes: 5 });
      world.app.clock.advance(5 * 60_000 + 1000);
      await becomes(world, order.id, 'EXPIRED');
      expect(fake.captured(payment.id)).toBe(0);
    });

    test('refused by the bank it has failed, or waits for another try; another payment can be made', async () => {
      const { order, payment } = await started(world);
      fake.deny(payment.id);
      await notify(payment.id);
      const { payment: now } = await pay(world.cashier, 'checkPayment', { paymentId: payment.id });
      expect(['FAILED', 'PENDING', 'REQUIRES_ACTION']).toContain(now.status);
      if (now.status !== 'FAILED') await pay(world.cashier, 'cancelPayment', { paymentId: payment.id });
      await act(world.cashier, 'payCash', { orderId: order.id, tendered: 20_000 });
      expect(await orderNow(world, order.id)).toMatchObject({ paymentStatus: 'PAID', paidAmount: 20_000 });
    });
  });

  describe('notifications', () => {
    test('eight at a time, again and again, are one effect', async () => {
      const { order, payment } = await started(world);
      const before = fake.notification(payment.id);
      fake.settle(payment.id);
      const after = fake.notification(payment.id);
      const statuses = await Promise.all(Array.from({ length: 40 }, (_, index) => post(world, index % 2 === 0 ? after : before)));
      expect(new Set(statuses)).toEqual(new Set([200]));
      await becomes(world, order.id, 'PAID');
      expect((await outcomes(world, payment.id)).length).toBeLessThanOrEqual(2);
      expect(await orderNow(world, order.id)).toMatchObject({ paidAmount: 20_000, paymentStatus: 'PAID' });
    });

    test('the last state counts, in any order of arrival', async () => {
      const [part, status] = fake.tellsParts === false ? [20_000, 'REFUNDED'] : [5000, 'PARTIALLY_REFUNDED'];
      for (const order of permutations([0, 1, 2])) {
        const { order: placed, payment } = await started(world);
        const notifications = [fake.notification(payment.id)];
        fake.settle(payment.id);
        notifications.push(fake.notification(payment.id));
        fake.refundElsewhere(payment.id, part);
        notifications.push(fake.notification(payment.id));
        for (const index of order) expect(await post(world, notifications[index] as (typeof notifications)[number])).toBe(200);
        const { refunded } = await becomes(world, placed.id, status);
        expect(refunded).toBe(part);
        expect(await orderNow(world, placed.id)).toMatchObject({ paymentStatus: status, paidAmount: 20_000, dueAmount: 0 });
      }
    });

    test('with a wrong signature they change nothing', async () => {
      const { payment } = await started(world);
      fake.settle(payment.id);
      expect(await notify(payment.id, { signature: true })).toBe(401);
      expect(await outcomes(world, payment.id)).toEqual([]);
    });

    test('of another brand they are refused: no account, or another secret', async () => {
      const { payment } = await started(world);
      const message = fake.notification(payment.id);
      expect(await post(world, message, other.tenantId)).toBe(404);
      await setAccount(other, {
        ...fake,
        account: { ...fake.account, credentials: Object.fromEntries(Object.entries(fake.account.credentials).map(([name, value]) => [name, `${value}x`])) },
      });
      expect(await post(world, message, other.tenantId)).toBe(401);
      expect(await post(world, message, 'nobody')).toBe(404);
    });

    test('of nothing that is known, or of no concern, they are kept and answered; nonsense is refused', async () => {
      expect(await post(world, fake.foreignNotification())).toBe(200);
      expect(await post(world, fake.unconcernedNotification())).toBe(200);
      for (const body of ['', '{', '[]', 'null', '"text"', `${'['.repeat(20_000)}`]) expect([400, 401]).toContain(await post(world, { headers: {}, body }));
      expect(await post(world, { headers: {}, body: 'x'.repeat(10_000_000) }).catch(() => 413)).toBe(413);
    });

    test('of another amount, currency or reference they leave the payment to a person', async () => {
      for (const wrong of [{ amount: 19_999 }, { currency: 'USD' }]) {
        const { order, payment } = await started(world);
        fake.settle(payment.id);
        expect(await notify(payment.id, wrong)).toBe(200);
        const now = await becomes(world, order.id, 'UNDER_REVIEW', 'PAID');
        expect(now.status).toBe('UNDER_REVIEW');
        expect(await orderNow(world, order.id)).toMatchObject({ paidAmount: 0 });
      }
    });
  });

  test('paid with another amount it is never PAID, until a manager decides', async () => {
    const { order, payment } = await started(world);
    fake.settle(payment.id, 19_000);
    world.app.clock.advance(61_000);
    expect(await becomes(world, order.id, 'UNDER_REVIEW', 'PAID')).toMatchObject({ status: 'UNDER_REVIEW', reviewReason: 'AMOUNT' });
    expect((await orderNow(world, order.id)).paidAmount).toBe(0);
    const { payment: accepted } = await pay(world.restaurant.manager, 'reviewPayment', {
      paymentId: payment.id,
      decision: 'ACCEPT',
      reason: 'The rest is paid in cash.',
    });
    expect(accepted).toMatchObject({ status: 'PAID', amount: 19_000 });
    expect(await orderNow(world, order.id)).toMatchObject({ paymentStatus: 'PARTIALLY_PAID', paidAmount: 19_000, dueAmount: 1000 });
  });

  describe('troubles of the provider', () => {
    const lost: readonly Trouble[] = ['DROP', 'FAIL_AFTER', 'GARBAGE', 'SLOW'];
    for (const trouble of lost) {
      test(`${trouble}: an answer that is lost is found again, and nothing is charged twice`, async () => {
        const order = await newOrder(world);
        fake.server.trouble(trouble, { method: 'POST' });
        const input = { orderId: order.id, provider: fake.provider, ...(fake.charging ?? fake.waiting) };
        const { payment } = await pay(world.cashier, 'startPayment', input);
        expect(payment.status).toBe('UNKNOWN');
        fake.server.calm();
        world.app.clock.advance(61_000);
        const now = await becomes(world, order.id, 'PAID', 'REQUIRES_ACTION', 'FAILED');
        if (fake.charging === null && now.status === 'REQUIRES_ACTION') {
          fake.settle(payment.id);
          await pay(world.cashier, 'checkPayment', { paymentId: payment.id });
        }
        expect(await orderNow(world, order.id)).toMatchObject({ paymentStatus: 'PAID', paidAmount: 20_000 });
        expect([fake.charges(payment.id), fake.captured(payment.id)]).toEqual([1, 20_000]);
      });
    }

    test('too busy: the payment failed, nothing was charged, and cash is taken', async () => {
      const order = await newOrder(world);
      fake.server.trouble('BUSY');
      const failure = await payRefused(world.cashier, 'startPayment', { orderId: order.id, provider: fake.provider, ...(fake.charging ?? fake.waiting) });
      expect(failure.code).toBe('PAYMENT_FAILED');
      await act(world.cashier, 'payCash', { orderId: order.id, tendered: 20_000 });
      expect(fake.charges(String(failure.details?.paymentId))).toBe(0);
    });

    test('a cancellation that does not reach the provider: what is paid meanwhile is given back', async () => {
      const { order, payment } = await started(world);
      fake.server.trouble('FAIL_BEFORE');
      const { payment: cancelled } = await pay(world.cashier, 'cancelPayment', { paymentId: payment.id });
      expect(cancelled.status).toBe('CANCELLED');
      fake.settle(payment.id);
      fake.server.calm();
      world.app.clock.advance(61_000);
      await becomes(world, order.id, 'REFUNDED', 'PAID_LATE');
      expect(await orderNow(world, order.id)).toMatchObject({ paidAmount: 0, dueAmount: 20_000 });
    });
  });

  test('fifty at once for one order charge once', async () => {
    const order = await newOrder(world);
    const input = { orderId: order.id, provider: fake.provider, ...(fake.charging ?? fake.waiting) };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        world.cashier.send('mutation ($input: StartPaymentInput!) { startPayment(input: $input) { payment { id } userErrors { code } } }', { input }),
      ),
    );
    const ids = new Set(answers.map(({ data }) => data.startPayment.payment?.id).filter(Boolean));
    expect(ids.size).toBe(1);
    expect(new Set(answers.flatMap(({ data }) => data.startPayment.userErrors.map(({ code }: { code: string }) => code)))).toEqual(
      fake.charging ? new Set(['ALREADY_PAID'].slice(0, answers.some(({ data }) => data.startPayment.userErrors.length > 0) ? 1 : 0)) : new Set(),
    );
    expect(await paymentsOf(world.cashier, order.id)).toHaveLength(1);
    expect(fake.charges([...ids][0] as string)).toBeLessThanOrEqual(1);
  });

  test('authorised money is captured in part, and the rest is released', async ({ skip }) => {
    if (fake.authorizing === null) return skip();
    const { order, payment } = await started(world, { captureMode: 'MANUAL', ...fake.authorizing });
    expect(payment.status).toBe('AUTHORIZED');
    const { payment: captured } = await pay(world.cashier, 'capturePayment', { paymentId: payment.id, amount: 15_000 });
    expect(captured).toMatchObject({ status: 'PAID', amount: 15_000 });
    expect(fake.captured(payment.id)).toBe(15_000);
    expect(await orderNow(world, order.id)).toMatchObject({ paidAmount: 15_000, dueAmount: 5000 });
    const free = await started(world, { captureMode: 'MANUAL', ...fake.authorizing });
    expect((await pay(world.cashier, 'cancelPayment', { paymentId: free.payment.id })).payment.status).toBe('CANCELLED');
    expect(fake.captured(free.payment.id)).toBe(0);
  });

  test('a lost answer of a capture is found again', async ({ skip }) => {
    if (fake.authorizing === null) return skip();
    const { order, payment } = await started(world, { captureMode: 'MANUAL', ...fake.authorizing });
    fake.server.trouble('DROP', { method: 'POST' });
    await pay(world.cashier, 'capturePayment', { paymentId: payment.id });
    fake.server.calm();
    world.app.clock.advance(61_000);
    await becomes(world, order.id, 'PAID');
    expect([fake.charges(payment.id), fake.captured(payment.id)]).toEqual([1, 20_000]);
  });
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) => permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]));
}
