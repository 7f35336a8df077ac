import { type Account, type Attempt, GatewayUnclear } from '../gateway.ts';
import { requireList, type StripeApi, type StripeObject } from './stripe-api.ts';

const PAGE = 100;
const MAX_PAGES = 10;

/**
 * The id of the payment intent of an attempt whose answer was lost; null: there is none. Stripe's search finds intents of
 * any age, but only after a minute and not in every country. The list has them at once, so the intents that were made
 * within an hour of the attempt are read, too.
 * @throws GatewayUnclear when the list is longer than 10 pages of 100
 */
export async function findIntent(call: StripeApi, account: Account, { id }: Attempt): Promise<string | null> {
  const isIt = (intent: StripeObject): boolean => intent.metadata?.payment_id === id;
  const search = await call(account, {
    method: 'GET',
    path: 'payment_intents/search',
    params: { query: `metadata['payment_id']:'${id}'`, limit: 2 },
  });
  const found = search.status === 400 ? undefined : requireList(search, 'search_result').find(isIt);
  if (found) return found.id;
  const begun = beginningOf(id);
  let after: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const params = { 'created[gte]': begun - 60, 'created[lte]': begun + 3600, limit: PAGE, starting_after: after };
    const answer = await call(account, { method: 'GET', path: 'payment_intents', params });
    const intents = requireList(answer);
    const own = intents.find(isIt);
    if (own) return own.id;
    if (answer.body.has_more !== true) return null;
    after = intents.at(-1)?.id;
  }
  throw new GatewayUnclear('Stripe has too many payments to look through.');
}

/** When an attempt was begun, in seconds: its id is a UUID of version 7, which begins with the milliseconds. */
function beginningOf(id: string): number {
  return Math.floor(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) / 1000);
}
