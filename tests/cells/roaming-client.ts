import { type Client, type CommandName, documentOf, type Feed, makeClient, subscribe } from '../kit/index.ts';

const PAUSE_MS = 100;
const ATTEMPTS = 600;

/** A client that does what docs/clients.md says about cells: it goes where 421 sends it, and repeats the same after 503. */
export class RoamingClient {
  readonly headers: Client['headers'];
  url: string;
  /** How often it was sent elsewhere, and told to wait. */
  readonly refusals = { elsewhere: 0, wait: 0 };

  constructor({ url, headers }: Client) {
    this.url = url;
    this.headers = headers;
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of any operation
  async send(query: string, variables: object, key?: string): Promise<any> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(`${this.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...this.headers, ...(key && { 'idempotency-key': key }) },
        body: JSON.stringify({ query, variables }),
      });
      // biome-ignore lint/suspicious/noExplicitAny: tests read answers of any operation
      const answer = (await response.json()) as any;
      if (![421, 503].includes(response.status) || attempt === ATTEMPTS) return answer;
      if (response.status === 421) {
        this.refusals.elsewhere += 1;
        this.url = answer.errors[0].extensions.url;
      } else {
        this.refusals.wait += 1;
        await new Promise((done) => setTimeout(done, PAUSE_MS));
      }
    }
  }

  /** Runs a command; returns its payload. It must not fail for another reason than where the tenant is. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read any field
  async act(name: CommandName, input: object, key?: string): Promise<any> {
    const { data, errors } = await this.send(documentOf(name), { input }, key);
    if (errors || data[name].userErrors.length > 0) throw new Error(`${name}: ${JSON.stringify(errors ?? data[name].userErrors)}`);
    return data[name];
  }
}

interface Message {
  readonly __typename: string;
  readonly sequence: number;
  readonly entityId?: string;
}

const FEED = `subscription ($outletId: ID!, $after: Int) { outletFeed(outletId: $outletId, after: $after) {
  __typename ... on OutletEvent { sequence entityId } ... on FeedHeartbeat { sequence } ... on FeedReset { sequence } } }`;

/** A display that follows an outlet's feed from the beginning, from cell to cell. */
export class RoamingFeed {
  readonly #earlier: Message[] = [];
  readonly addresses: string[] = [];
  readonly #outletId: string;
  readonly #headers: Client['headers'];
  #stopped = false;
  #feed: Feed | null = null;
  readonly done: Promise<void>;

  constructor({ url, headers }: Client, outletId: string) {
    this.#headers = headers;
    this.#outletId = outletId;
    this.done = this.#follow(url);
  }

  get received(): readonly Message[] {
    return [...this.#earlier, ...((this.#feed?.received ?? []) as Message[])];
  }

  /** The last event that it has received. */
  get last(): number {
    return this.received.findLast(({ __typename }) => __typename === 'OutletEvent')?.sequence ?? 0;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#feed?.stop();
    await this.done;
  }

  async #follow(first: string): Promise<void> {
    let url = first;
    while (!this.#stopped) {
      this.addresses.push(url);
      this.#feed = subscribe(makeClient(url, this.#headers), FEED, { outletId: this.#outletId, after: this.last });
      const end = (await this.#feed.ended) as { code?: number; reason?: string } | null;
      this.#feed.stop();
      this.#earlier.push(...(this.#feed.received as Message[]));
      this.#feed = null;
      if (end?.code === 4421 && end.reason) url = end.reason;
      else if (!this.#stopped) await new Promise((again) => setTimeout(again, PAUSE_MS));
    }
  }
}
