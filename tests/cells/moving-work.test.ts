import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FakeGateway } from '../fakes/fake-gateway.ts';
import { startXendit } from '../fakes/xendit.ts';
import {
  type MailServer,
  makeClient,
  makeRestaurant,
  mutationOf,
  orderOf,
  placeOrder,
  type Restaurant,
  startMailServer,
  startTestCells,
  type TestCells,
} from '../kit/index.ts';
import { setAccount } from '../payments/gateways/world.ts';
import { eventually, pay, paymentsOf } from '../payments/payment-api.ts';
import { moveNow } from './moving.ts';

let cells: TestCells;
let brand: Restaurant;
let xendit: FakeGateway;
let post: MailServer;

beforeAll(async () => {
  [xendit, post] = [await startXendit(), await startMailServer()];
  cells = await startTestCells({
    environment: { ...xendit.environment, ...post.environment, ACCESS_TOKEN_SECONDS: '86400', PAYMENT_POLL_MILLISECONDS: '100' },
  });
  brand = await makeRestaurant(cells.a);
  await setAccount(brand, xendit);
});
afterAll(async () => {
  await cells?.stop();
  await xendit?.server.stop();
  await post?.stop();
});

const RESET = mutationOf('requestPasswordReset');
const EMAIL = 'owner@brand.example';

test('work that waits goes on in the new cell, once: a mail, a payment under way, and a notification that comes to the old cell', {
  timeout: 120_000,
}, async () => {
  await cells.a.sql('update "user" set email = $1 where tenant_id = $2 and username = $3', [EMAIL, brand.tenantId, 'owner']);
  const order = await placeOrder(brand.cashier, orderOf(brand, { COFFEE: 1 }));
  const { payment } = await pay(brand.cashier, 'startPayment', { orderId: order.id, provider: xendit.provider, ...xendit.waiting });
  const faults = async (step: string): Promise<void> => {
    // Background work of the brand rests by now; the request is answered as ever.
    if (step === 'quiet') await brand.guest.ok(RESET, { input: { email: EMAIL } });
  };
  await moveNow(cells, brand.slug, 'a', 'b', { faults });

  const mail = await post.next(EMAIL);
  expect(mail.token.startsWith(brand.tenantId)).toBe(true);
  const cashier = makeClient(cells.b.url, brand.cashier.headers);
  xendit.settle(payment.id);
  const { headers, body } = xendit.notification(payment.id);
  const answer = await fetch(`${cells.a.url}/webhooks/xendit/${brand.tenantId}`, { method: 'POST', headers: { ...headers }, body });
  expect(answer.status).toBe(200);
  await eventually(
    async () => (await paymentsOf(cashier, order.id))[0].status,
    (status) => status === 'PAID',
  );
  expect(xendit.charges(payment.id)).toBe(1);
  const [old] = await cells.a.sql<{ status: string }>('select status from payment where id = $1', [payment.id]);
  expect(old?.status).not.toBe('PAID');
  expect(post.received.filter(({ to }) => to === EMAIL)).toHaveLength(1);
});
