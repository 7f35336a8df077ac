import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where orders are placed, and as whom. */
export interface Till {
  /** Nodes. A client that gets no answer from one node tries the next. */
  readonly urls: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly outletId: string;
  readonly productId: string;
}

/** One request and its outcome. */
export interface Attempt {
  readonly began: number;
  readonly milliseconds: number;
  /** AWAY: no answer. TRY_AGAIN: the server asked for a retry. HUNG: no answer in time. WRONG: an answer that no client can use. */
  readonly outcome: 'DONE' | 'AWAY' | 'TRY_AGAIN' | 'HUNG' | 'WRONG';
}

/** An order that was acknowledged, and its payment. */
export interface Acknowledged {
  readonly orderId: string;
  readonly queueNumber: number;
  readonly paymentId: string | null;
}

export interface StormResult {
  readonly attempts: readonly Attempt[];
  readonly acknowledged: readonly Acknowledged[];
  /** Ids of all orders that clients sent, acknowledged or not. */
  readonly sent: readonly string[];
  /** Operations that never got an answer, after all retries. */
  readonly lost: number;
  /** Answers that no client can use. */
  readonly wrong: readonly string[];
}

/** Clients that place orders and take cash for them, one after the other, until they are stopped. */
export interface Storm {
  /** How many operations were carried out so far. */
  readonly done: number;
  /** Lets each client finish its current operation. */
  stop(): Promise<StormResult>;
}

const ATTEMPT_MS = 12_000;
const GIVE_UP_MS = 40_000;
const RETRY_MS = 60;
const TRY_AGAIN = new Set(['SERVICE_UNAVAILABLE', 'IDEMPOTENCY_IN_PROGRESS', 'RATE_LIMITED']);

const PLACE = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id queueNumber } userErrors { code field message } } }';
const PAY = 'mutation ($input: PayCashInput!) { payCash(input: $input) { payment { id } userErrors { code field message } } }';

interface Body {
  readonly data?: Readonly<Record<string, Readonly<Record<string, unknown>> & { readonly userErrors: readonly unknown[] }>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** Starts a storm. A client repeats an unanswered request with the same ids and keys. */
export function startStorm(till: Till, clients: number): Storm {
  const attempts: Attempt[] = [];
  const acknowledged: Acknowledged[] = [];
  const sent: string[] = [];
  const wrong: string[] = [];
  let lost = 0;
  let done = 0;
  let stopped = false;

  const once = async (url: string, query: string, input: object, key: string): Promise<Record<string, unknown> | Attempt['outcome']> => {
    const [field = ''] = /\w+(?=\(input: \$input\))/.exec(query) ?? [];
    let body: Body;
    try {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key, ...till.headers },
        body: JSON.stringify({ query, variables: { input } }),
        signal: AbortSignal.timeout(ATTEMPT_MS),
      });
      // A stopping server sends this status without a GraphQL body.
      if (response.status === 503) return 'TRY_AGAIN';
      body = (await response.json()) as Body;
    } catch (error) {
      return (error as Error).name === 'TimeoutError' ? 'HUNG' : 'AWAY';
    }
    const [error] = body.errors ?? [];
    if (error && TRY_AGAIN.has(error.extensions?.code ?? '')) return 'TRY_AGAIN';
    const payload = body.data?.[field];
    if (!error && payload && payload.userErrors.length === 0) return payload;
    wrong.push(`${field}: ${JSON.stringify(error ?? payload?.userErrors ?? body).slice(0, 300)}`);
    return 'WRONG';
  };

  /** Null: the client gave up. */
  const persist = async (client: number, query: string, input: object, key: string): Promise<Record<string, unknown> | null> => {
    const giveUpAt = performance.now() + GIVE_UP_MS;
    for (let turn = client; performance.now() < giveUpAt; turn += 1) {
      const began = performance.now();
      const answer = await once(till.urls[turn % till.urls.length] ?? '', query, input, key);
      attempts.push({ began, milliseconds: performance.now() - began, outcome: typeof answer === 'string' ? answer : 'DONE' });
      if (typeof answer !== 'string') {
        done += 1;
        return answer;
      }
      if (answer === 'WRONG') return null;
      await sleep(RETRY_MS);
    }
    lost += 1;
    return null;
  };

  const serve = async (client: number): Promise<void> => {
    while (!stopped) {
      const id = randomUUID();
      sent.push(id);
      const lines = [{ productId: till.productId, quantity: 1 }];
      const placed = await persist(client, PLACE, { id, outletId: till.outletId, serviceMode: 'TAKEAWAY', channel: 'POS', lines }, `place-${id}`);
      if (!placed) continue;
      const { queueNumber } = placed.order as { queueNumber: number };
      const paid = await persist(client, PAY, { orderId: id, tendered: 10_000_000 }, `pay-${id}`);
      acknowledged.push({ orderId: id, queueNumber, paymentId: (paid?.payment as { id: string } | undefined)?.id ?? null });
    }
  };

  const serving = Promise.all(Array.from({ length: clients }, (_, client) => serve(client)));
  return {
    get done() {
      return done;
    },
    async stop() {
      stopped = true;
      await serving;
      return { attempts, acknowledged, sent, lost, wrong };
    },
  };
}
