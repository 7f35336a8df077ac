import { mutate } from './api.ts';
import { HttpConnection, postRequest } from './http-connection.ts';
import { menuQuery } from './menu-catalogue.ts';
import type { Effort } from './options.ts';
import type { Restaurant } from './restaurant.ts';
import { median } from './statistics.ts';

const READERS = 8;
const FIRST_PRICE = 50_000;

/**
 * Changes a price repeatedly while clients read the menu: each request sent after a change was acknowledged must show
 * it. Returns a note for the report; throws when an answer showed an old price.
 */
export async function changePrices(
  { api, admin, tenantId }: Restaurant,
  port: number,
  outletId: string,
  product: { readonly id: string; readonly name: string },
  effort: Effort,
): Promise<string> {
  const changes = effort.rounds * 5;
  const body = JSON.stringify({ query: menuQuery(false), variables: { outletId } });
  const request = postRequest(port, '/graphql', { 'x-tenant-id': tenantId }, body);
  const shown = new RegExp(`"name":"${product.name}","price":(\\d+)`);
  let acknowledged = 0;
  let answers = 0;
  const read = async (connection: HttpConnection): Promise<void> => {
    const atLeast = acknowledged;
    const answer = await connection.request(request);
    const price = Number(shown.exec(answer.body.toString())?.[1]);
    if (!(price >= atLeast)) throw new Error(`The menu shows the price ${price} after it was changed to ${atLeast}.`);
    answers += 1;
  };

  const connections = Array.from({ length: READERS + 1 }, () => new HttpConnection(port));
  const [own, ...readers] = connections;
  if (!own) throw new Error('There is no connection.');
  let changing = true;
  const readAll = readers.map(async (connection) => {
    while (changing) await read(connection);
  });
  const milliseconds: number[] = [];
  try {
    for (let change = 1; change <= changes; change += 1) {
      await mutate(api, 'updateProduct', 'product { id }', { id: product.id, price: FIRST_PRICE + change }, admin);
      acknowledged = FIRST_PRICE + change;
      const start = performance.now();
      await read(own);
      milliseconds.push(performance.now() - start);
    }
  } finally {
    changing = false;
    await Promise.allSettled(readAll);
  }
  await Promise.all(readAll);
  for (const connection of connections) connection.close();
  return `${changes} price changes while ${READERS} clients read: each of ${answers} answers had the price in force when it was asked for; the next answer after a change took ${median(milliseconds).toFixed(1)} ms.`;
}
