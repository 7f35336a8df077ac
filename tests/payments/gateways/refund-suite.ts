import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FakeGateway } from '../../fakes/fake-gateway.ts';
import { eventually, pay } from '../payment-api.ts';
import { becomes, makeWorld, newOrder, orderNow, post, started, type World } from './world.ts';

const REFUND = `mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) {
  refund { id status amount failureReason } payment { id status refunded } order { paymentStatus dueAmount refundedAmount } userErrors { code field message details } } }`;

/** Tests for every provider that supports refunds. */
export function refundSuite(start: () => Promise<FakeGateway>): void {
  let world: World;
  let fake: FakeGateway;
  beforeAll(async () => {
    fake = await start();
    world = await makeWorld(fake);
  });
  afterEach(() => {
    fake.server.calm();
    fake.holdRefunds(false);
  });
  afterAll(async () => {
    await world.app.stop();
    await fake.server.stop();
  });

  // biome-ignore lint/suspicious/noExplicitAny: tests read any field
  const paid = async (): Promise<{ order: any; payment: any }> => {
    const { order, payment } = await started(world);
    fake.settle(payment.id);
    await pay(world.cashier, 'checkPayment', { paymentId: payment.id });
    return { order, payment };
  };
  const input = (paymentId: string, amount?: number) => ({ input: { paymentId, amount, reason: 'The guest sent it back.' } });
  const refund = async (paymentId: string, amount?: number) => (await world.restaurant.manager.ok(REFUND, input(paymentId, amount))).refundPayment;
  const refunds = (paymentId: string) =>
    world.app.sql<{ status: string; amount: string }>('select status, amount from refund where payment_id = $1 order by created_at, id', [paymentId]);

  describe('refunds', () => {
    test('are given back in parts, never more than was taken', async () => {
      const { order, payment } = await paid();
      expect(await refund(payment.id, 5000)).toMatchObject({
        refund: { amount: 5000 },
        payment: { refunded: 5000, status: 'PARTIALLY_REFUNDED' },
        order: { paymentStatus: 'PARTIALLY_REFUNDED', dueAmount: 0, refundedAmount: 5000 },
      });
      expect(await world.restaurant.manager.failure(REFUND, input(payment.id, 15_001))).toMatchObject({
        code: 'REFUND_EXCEEDS_PAID',
        details: { left: 15_000 },
      });
      expect(await refund(payment.id)).toMatchObject({ refund: { amount: 15_000 }, payment: { refunded: 20_000, status: 'REFUNDED' } });
      expect([fake.refunded(payment.id), fake.refundCount(payment.id)]).toEqual([20_000, 2]);
      expect((await orderNow(world, order.id)).paymentStatus).toBe('REFUNDED');
    });

    test('whose answer is lost are given back once', async () => {
      for (const trouble of ['DROP', 'FAIL_AFTER', 'GARBAGE', 'SLOW'] as const) {
        const { payment } = await paid();
        fake.server.trouble(trouble, { method: 'POST' });
        expect((await refund(payment.id, 7000)).refund.status).toBe('PENDING');
        expect(await world.restaurant.manager.failure(REFUND, input(payment.id, 13_001))).toMatchObject({ code: 'REFUND_EXCEEDS_PAID' });
        fake.server.calm();
        world.app.clock.advance(61_000);
        expect(
          await eventually(
            () => refunds(payment.id),
            ([first]) => first?.status === 'SUCCEEDED',
          ),
        ).toHaveLength(1);
        expect([fake.refunded(payment.id), fake.refundCount(payment.id)]).toEqual([7000, 1]);
      }
    }, 60_000);

    test('ten at once never exceed what was taken', async () => {
      const { payment } = await paid();
      const answers = await Promise.all(Array.from({ length: 10 }, () => world.restaurant.manager.send(REFUND, input(payment.id, 3000))));
      const codes = answers.flatMap(({ data }) => data.refundPayment.userErrors.map(({ code }: { code: string }) => code));
      expect(codes).toEqual(Array.from({ length: 4 }, () => 'REFUND_EXCEEDS_PAID'));
      await eventually(
        () => refunds(payment.id),
        (all) => all.every(({ status }) => status === 'SUCCEEDED'),
      );
      expect([fake.refunded(payment.id), fake.refundCount(payment.id)]).toEqual([18_000, 6]);
    });

    test('that a provider takes its time over stay pending until it has decided', async () => {
      for (const succeeds of [true, false]) {
        const { order, payment } = await paid();
        fake.holdRefunds(true);
        const { refund: pending, payment: before } = await refund(payment.id, 8000);
        if (pending.status !== 'PENDING') continue;
        expect(before).toMatchObject({ status: 'PAID', refunded: 0 });
        fake.decideRefunds(payment.id, succeeds);
        fake.holdRefunds(false);
        expect(await post(world, fake.notification(payment.id))).toBe(200);
        world.app.clock.advance(61_000);
        await eventually(
          () => refunds(payment.id),
          ([first]) => first?.status === (succeeds ? 'SUCCEEDED' : 'FAILED'),
        );
        const now = await orderNow(world, order.id);
        expect(now.payments[0]).toMatchObject(succeeds ? { status: 'PARTIALLY_REFUNDED', refunded: 8000 } : { status: 'PAID', refunded: 0 });
        if (!succeeds) expect((await refund(payment.id, 8000)).payment.refunded).toBe(8000);
      }
    });

    test('a payment that comes when its order is paid already is given back by itself', async () => {
      const { order, payment } = await started(world);
      fake.server.trouble('FAIL_BEFORE');
      await pay(world.cashier, 'cancelPayment', { paymentId: payment.id });
      fake.server.calm();
      fake.settle(payment.id);
      await post(world, fake.notification(payment.id));
      const late = await becomes(world, order.id, 'REFUNDED');
      expect(late).toMatchObject({ refunded: 20_000 });
      expect([fake.captured(payment.id), fake.refunded(payment.id), fake.refundCount(payment.id)]).toEqual([20_000, 20_000, 1]);
      expect(await orderNow(world, order.id)).toMatchObject({ paymentStatus: 'UNPAID', dueAmount: 20_000 });
    });
  });

  test('after an hour without any notification all differences are found', async () => {
    const orders = await Promise.all(Array.from({ length: 8 }, () => newOrder(world)));
    const made = await Promise.all(
      orders.map(
        async ({ id }) =>
          (await pay(world.cashier, 'startPayment', { orderId: id, provider: fake.provider, ...fake.waiting, expiresInMinutes: 90 })).payment.id as string,
      ),
    );
    for (const [index, id] of made.entries()) {
      if (index % 4 !== 3) fake.settle(id);
      if (index % 4 === 1) fake.refundElsewhere(id, 20_000);
    }
    world.app.clock.advance(60 * 60_000);
    for (const [index, { id }] of orders.entries()) {
      await becomes(world, id, ...(index % 4 === 1 ? ['REFUNDED'] : index % 4 === 3 ? ['REQUIRES_ACTION', 'PENDING'] : ['PAID']));
      expect((await orderNow(world, id)).paidAmount).toBe(index % 4 === 3 ? 0 : 20_000);
    }
  });
}
