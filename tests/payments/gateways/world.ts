import { expect } from 'vitest';
import type { FakeGateway, FakeNotification } from '../../fakes/fake-gateway.ts';
import { type Client, makeRestaurant, orderOf, placeOrder, type Restaurant, startTestApp, type TestApp, type TestAppOptions } from '../../kit/index.ts';
import { eventually, PAYMENT_FIELDS, pay, paymentsOf } from '../payment-api.ts';

/** Deadline of a call to the fake, short enough for tests with a slow provider. */
const DEADLINE_MS = 400;
const SET_ACCOUNT =
  'mutation ($input: SetGatewayAccountInput!) { setGatewayAccount(input: $input) { account { id credentialNames notifyPath version } userErrors { code field message } } }';

/** A restaurant with the fake of one provider. */
export interface World {
  readonly app: TestApp;
  readonly restaurant: Restaurant;
  readonly fake: FakeGateway;
  readonly cashier: Client;
}

export async function makeWorld(fake: FakeGateway, environment: Readonly<Record<string, string>> = {}, log?: TestAppOptions['log']): Promise<World> {
  const app = await startTestApp({
    ...(log && { log }),
    environment: {
      ACCESS_TOKEN_SECONDS: '864000',
      PAYMENT_POLL_MILLISECONDS: '100',
      PROVIDER_DEADLINE_MILLISECONDS: String(DEADLINE_MS),
      ...fake.environment,
      ...environment,
    },
  });
  fake.followClock?.(() => app.clock.now());
  const restaurant = await makeRestaurant(app, { currency: fake.currency });
  await setAccount(restaurant, fake);
  return { app, restaurant, fake, cashier: restaurant.cashier };
}

/** Sets up a restaurant's account at the fake. */
export async function setAccount({ owner }: Restaurant, { provider, account }: FakeGateway): Promise<void> {
  const credentials = Object.entries(account.credentials).map(([name, value]) => ({ name, value }));
  const { setGatewayAccount } = await owner.ok(SET_ACCOUNT, { input: { provider, methods: account.methods, credentials } });
  expect(setGatewayAccount.account.credentialNames).toEqual(Object.keys(account.credentials).sort());
}

/** An order of 20,000 in the restaurant's minor units. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export function newOrder({ cashier, restaurant }: World): Promise<any> {
  return placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }));
}

/** Starts a payment of a new order; by default the customer has to act on it. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function started(world: World, input: Readonly<Record<string, unknown>> = world.fake.waiting): Promise<{ order: any; payment: any }> {
  const order = await newOrder(world);
  const { payment } = await pay(world.cashier, 'startPayment', { orderId: order.id, provider: world.fake.provider, ...input });
  return { order, payment };
}

/** Posts a notification like the provider; returns the HTTP status. */
export async function post(world: World, { headers, body }: FakeNotification, tenant = world.restaurant.tenantId): Promise<number> {
  const response = await fetch(`${world.app.url}/webhooks/${world.fake.provider}/${tenant}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  await response.arrayBuffer();
  return response.status;
}

/** Waits until the last payment of an order has one of the statuses. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function becomes(world: World, orderId: string, ...statuses: string[]): Promise<any> {
  const payments = await eventually(
    () => paymentsOf(world.cashier, orderId),
    (found) => statuses.includes(found.at(-1)?.status),
  );
  return payments.at(-1);
}

/** An order with the results of its payments. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function orderNow({ cashier }: World, id: string): Promise<any> {
  return (
    await cashier.ok(`query ($id: ID!) { order(id: $id) { id status paymentStatus paidAmount dueAmount totals { total } payments { ${PAYMENT_FIELDS} } } }`, {
      id,
    })
  ).order;
}

/** Outcomes of the stored notifications of a payment. */
export async function outcomes({ app }: World, paymentId: string): Promise<string[]> {
  const rows = await app.sql<{ outcome: string }>('select outcome from gateway_notification where payment_id = $1 order by received_at', [paymentId]);
  return rows.map(({ outcome }) => outcome);
}
