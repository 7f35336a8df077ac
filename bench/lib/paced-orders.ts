import { type Caller, headersOf } from './api.ts';
import { connectionOf, openClients } from './clients.ts';
import type { Operate } from './closed-loop.ts';
import type { Dapur } from './dapur.ts';
import { postRequest } from './http-connection.ts';
import { type OrderCatalogue, orderInput, PLACE_ORDER } from './order-catalogue.ts';
import type { Scope } from './scope.ts';

export interface Orders {
  /** Places the next order; throws unless the total is right. */
  readonly place: Operate;
}

/** A till that places orders over a few connections. */
export async function ordersOf(scope: Scope, { port }: Pick<Dapur, 'port'>, caller: Caller, catalogue: OrderCatalogue, clients: number): Promise<Orders> {
  const connections = await openClients(scope, port, clients);
  let orders = 0;
  return {
    place: async (client) => {
      const { input, total } = orderInput(catalogue, orders++);
      const body = JSON.stringify({ query: PLACE_ORDER, variables: { input } });
      const answer = await connectionOf(connections, client).request(postRequest(port, '/graphql', headersOf(caller), body));
      const text = answer.body.toString();
      if (answer.status !== 200 || !text.includes(`"total":${total}}`)) throw new Error(`An order of ${total} was answered with ${text.slice(0, 500)}`);
    },
  };
}
