import { apiOf, inParallel, mutate } from './lib/api.ts';
import { connectionOf, openClients } from './lib/clients.ts';
import { type Dapur, startDapur } from './lib/dapur.ts';
import { HttpConnection, postRequest } from './lib/http-connection.ts';
import { invariantsAfter } from './lib/invariants.ts';
import { loadRow } from './lib/load-rows.ts';
import type { Effort } from './lib/options.ts';
import { type OrderCatalogue, openForOrders } from './lib/order-catalogue.ts';
import { pacedLoop } from './lib/paced-loop.ts';
import { type Orders, ordersOf } from './lib/paced-orders.ts';
import type { Report } from './lib/report.ts';
import { employ, openRestaurant, type Restaurant } from './lib/restaurant.ts';
import type { Scope } from './lib/scope.ts';
import { alternate } from './lib/storm-rounds.ts';

const ORDERS_PER_SECOND = 30;
const ORDER_CLIENTS = 16;
const SIGN_INS_PER_SECOND = 300;
const SIGN_IN_CLIENTS = 400;
const USERS = 50;
const PASSWORD = 'bench-password';
const MAX_RATIO = 1.5;
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken } userErrors { code } } }';

/** Users sign in with right and wrong passwords, far faster than passwords can be verified, while a till places orders. */
export async function benchSignIn(scope: Scope, { load }: Effort): Promise<Report> {
  const dapur = await startDapur(scope, { TRUST_PROXY: '1' }, { bounded: true });
  const restaurant = await openRestaurant(apiOf(dapur.port), 'bench-sign-in');
  const catalogue: OrderCatalogue = await openForOrders(restaurant, 4);
  await addUsers(restaurant, catalogue.outletIds[0] ?? '');
  const cashier = await employ(restaurant, 'CASHIER', catalogue.outletIds);
  const orders: Orders = await ordersOf(scope, dapur, cashier, catalogue, ORDER_CLIENTS);
  const people = await openClients(scope, dapur.port, SIGN_IN_CLIENTS);
  const answers = new Map<string, number>();
  let number = 0;
  const signIn = async (client: number): Promise<void> => {
    const code = await one(connectionOf(people, client), dapur, restaurant.tenantId, (number += 1));
    answers.set(code, (answers.get(code) ?? 0) + 1);
  };
  const beside = async (seconds: number): Promise<void> => void (await pacedLoop(signIn, SIGN_IN_CLIENTS, SIGN_INS_PER_SECOND, seconds));
  const { calm, stormy, ratio } = await alternate(load.storm, (seconds) => pacedLoop(orders.place, ORDER_CLIENTS, ORDERS_PER_SECOND, seconds), beside);
  const all = [...answers.values()].reduce((sum, count) => sum + count, 0);
  const share = (...codes: string[]): number => codes.reduce((sum, code) => sum + (answers.get(code) ?? 0), 0) / all;
  const known = ['signed in', 'INVALID_CREDENTIALS', ...SHED];
  const invariants = await invariantsAfter(dapur);
  return {
    title: `${SIGN_INS_PER_SECOND} sign-ins a second beside ${ORDERS_PER_SECOND} orders a second`,
    operation: ['order', 'orders'],
    rows: [loadRow('orders, calm', dapur, calm), loadRow('orders beside the sign-ins', dapur, stormy)],
    verdicts: [
      { claim: 'p99 of an order, beside the sign-ins / calm', measured: ratio, unit: '×', target: { bound: 'at most', value: MAX_RATIO } },
      { claim: 'rejected sign-ins (rate limits, overload)', measured: share(...SHED), unit: '×', target: null },
      {
        claim: 'kinds of unexpected answers to sign-ins',
        measured: [...answers.keys()].filter((code) => !known.includes(code)).length,
        unit: '',
        target: { bound: 'at most', value: 0 },
      },
      invariants.verdict,
    ],
    notes: [
      `Sign-ins from ${SIGN_IN_CLIENTS} connections and as many addresses, half with a wrong password, for ${USERS} users and as many unknown names: ${[...answers].map(([code, count]) => `${code} ${count}`).join(', ')}.`,
      'Orders arrive at a fixed rate and are measured from the time they were due. Calm and storm rounds alternate; the figures are those of all rounds together.',
      invariants.note,
    ],
  };
}

/** Answers of a server that sheds load. */
const SHED = ['RATE_LIMITED', 'TOO_MANY_ATTEMPTS', 'SERVICE_UNAVAILABLE', 'HTTP 429', 'HTTP 503'];

async function addUsers({ api, admin }: Restaurant, outletId: string): Promise<void> {
  const names = Array.from({ length: USERS }, (_, index) => `person-${index}`);
  await inParallel(names, 4, (username) =>
    mutate(
      api,
      'createUser',
      'user { id }',
      { username, password: PASSWORD, name: username, role: 'KITCHEN', outletId, accessibleOutletIds: [outletId] },
      admin,
    ),
  );
}

/** Sends one sign-in; returns the outcome. */
async function one(connection: HttpConnection, { port }: Dapur, tenant: string, number: number): Promise<string> {
  const username = number % 4 === 3 ? `unknown-${number % USERS}` : `person-${number % USERS}`;
  const input = { username, password: number % 2 === 0 ? PASSWORD : 'wrong-password' };
  const address = `10.${number % 4}.${number % 100}.${(number % 250) + 1}`;
  const headers = { 'x-tenant-id': tenant, 'x-forwarded-for': address };
  const { status, body } = await connection.request(postRequest(port, '/graphql', headers, JSON.stringify({ query: SIGN_IN, variables: { input } })));
  return codeOf(status, body.toString());
}

function codeOf(status: number, text: string): string {
  try {
    const { data, errors } = JSON.parse(text) as {
      data?: { signIn?: { session: object | null; userErrors: { code: string }[] } | null } | null;
      errors?: { extensions?: { code?: string } }[];
    };
    if (data?.signIn?.session) return 'signed in';
    return data?.signIn?.userErrors[0]?.code ?? errors?.[0]?.extensions?.code ?? `HTTP ${status}`;
  } catch {
    return `HTTP ${status}`;
  }
}
