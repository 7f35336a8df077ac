import { type Answer, addDevice, addUser, type Client, makeRestaurant, mutationOf, orderOf, placeOrder, type Restaurant, type TestApp } from '../kit/index.ts';

export const DISCOUNT = mutationOf('discountOrder', 'version totals { discount }');
export const SIGN_IN = mutationOf('signIn', 'accessToken');
export const CREATE = mutationOf('createUser', 'id hasPin');
export const UPDATE = mutationOf('updateUser', 'id hasPin');
export const SET_PIN = mutationOf('setMyPin', 'username');

/** The only answer to wrong credentials of any kind. */
export const INVALID = { code: 'INVALID_CREDENTIALS', field: ['approval'], message: 'Username, PIN or password is wrong.', details: null };

/** A brand whose cashiers and tills ask for approvals. */
export interface Till {
  readonly ours: Restaurant;
  /** A new till: its wrong attempts count against it alone. */
  newTill(restaurant?: Restaurant): Promise<Client>;
  /** A manager of the outlet with a PIN; `more` overrides fields. */
  person(more?: Record<string, unknown>): Promise<{ username: string; id: string }>;
  newOrder(restaurant?: Restaurant): Promise<{ orderId: string }>;
  /** Asks for a discount of 1000; returns the answer. */
  ask(client: Client, approval: object | null, order?: { orderId: string }): Promise<Answer>;
}

export async function makeTill(app: TestApp): Promise<Till> {
  const ours = await makeRestaurant(app);
  const reach = { outletId: ours.outletId, accessibleOutletIds: [ours.outletId] };
  let count = 0;
  const newOrder = async (restaurant = ours): Promise<{ orderId: string }> => ({
    orderId: (await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }))).id,
  });
  return {
    ours,
    newOrder,
    newTill: async (restaurant = ours) => (await addDevice(restaurant.owner, { outletId: restaurant.outletId, kind: 'POS' })).client,
    async person(more = {}) {
      count += 1;
      const username = `person-${count}`;
      return { username, id: await addUser(ours.owner, { username, role: 'MANAGER', pin: '7391', ...reach, ...more }) };
    },
    async ask(client, approval, order) {
      const { orderId } = order ?? (await newOrder());
      return client.send(DISCOUNT, { input: { orderId, amount: 1000, reason: 'Goodwill', approval } });
    },
  };
}

/** Error code; null: it succeeded. */
export const codeIn = ({ data, errors }: Answer): string | null => errors?.[0]?.extensions.code ?? data.discountOrder.userErrors[0]?.code ?? null;
export const errorIn = ({ data }: Answer): unknown => data.discountOrder.userErrors[0] ?? null;
