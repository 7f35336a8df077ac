import { WebSocket } from 'ws';
import { inParallel } from './api.ts';

/** Messages that a socket sends before it gets events. */
export interface Greeting {
  readonly protocol: string;
  readonly connectionParams: Readonly<Record<string, string>>;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const CONNECT_WIDTH = 100;
const DELIVERY_DEADLINE_MS = 60_000;

/** Many sockets that get the same events, byte for byte and in the same order. Any difference is an error. */
export class Audience {
  readonly #sockets: WebSocket[] = [];
  /** Events as the first socket received them. */
  readonly #events: Buffer[] = [];
  /** Number of sockets that received each event. */
  readonly #counts: number[] = [];
  readonly #isEvent: (message: Buffer) => boolean;
  #listening = false;
  #complete: (() => void) | null = null;
  #failure: Error | null = null;
  #fail: ((error: Error) => void) | null = null;

  private constructor(isEvent: (message: Buffer) => boolean) {
    this.#isEvent = isEvent;
  }

  /** Connects the sockets. With a greeting, every socket has its first message (the snapshot) when this resolves. */
  static async connect(port: number, count: number, greeting: Greeting | null, isEvent: (message: Buffer) => boolean): Promise<Audience> {
    const audience = new Audience(isEvent);
    await inParallel(Array.from({ length: count }), CONNECT_WIDTH, () => audience.#join(port, greeting));
    audience.#listening = true;
    return audience;
  }

  get size(): number {
    return this.#sockets.length;
  }

  /** Throws unless every socket received exactly this many events. */
  mustHave(events: number): void {
    const complete = this.#counts.filter((count) => count === this.size).length;
    if (complete !== events || this.#counts.length !== events) {
      throw new Error(`Of ${events} events ${complete} reached all ${this.size} sockets; ${this.#counts.length} arrived in total.`);
    }
  }

  /** Runs `cause`, which sends one event to all sockets. Resolves with the event when the last socket has it. */
  async during(cause: () => Promise<unknown>): Promise<Buffer> {
    const index = this.#events.length;
    let timer: NodeJS.Timeout | undefined;
    const everywhere = new Promise<void>((done, fail) => {
      this.#complete = done;
      this.#fail = fail;
      timer = setTimeout(() => fail(new Error(`An event reached ${this.#counts[index] ?? 0} of ${this.size} sockets only.`)), DELIVERY_DEADLINE_MS);
    });
    try {
      if (this.#failure) throw this.#failure;
      await Promise.all([cause(), everywhere]);
    } finally {
      clearTimeout(timer);
    }
    const event = this.#events[index];
    if (!event) throw new Error('There was no event.');
    return event;
  }

  async leave(): Promise<void> {
    this.#listening = false;
    const closed = this.#sockets.map((socket) => new Promise((done) => socket.once('close', done)));
    for (const socket of this.#sockets) socket.close(1000);
    await Promise.race([Promise.all(closed), new Promise((done) => setTimeout(done, 5000))]);
    for (const socket of this.#sockets) socket.terminate();
  }

  #join(port: number, greeting: Greeting | null): Promise<void> {
    const protocols = greeting ? [greeting.protocol] : [];
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, protocols, { perMessageDeflate: false });
    this.#sockets.push(socket);
    return new Promise((done, fail) => {
      const broken = (error: Error): void => (this.#listening ? this.#break(error) : fail(error));
      socket.once('error', broken);
      socket.once('close', (code, reason) => broken(new Error(`A socket was closed with ${code} ${reason.toString()}.`)));
      socket.once('open', () => {
        if (greeting) socket.send(JSON.stringify({ type: 'connection_init', payload: greeting.connectionParams }));
        else done();
      });
      // Index of the next event of this socket.
      let next = 0;
      socket.on('message', (data: Buffer) => {
        if (this.#isEvent(data)) this.#take(data, next++);
        else if (greeting) this.#greet(socket, greeting, data, done, fail);
      });
    });
  }

  #greet(socket: WebSocket, { query, variables }: Greeting, data: Buffer, done: () => void, fail: (error: Error) => void): void {
    const message = JSON.parse(data.toString()) as { type: string; payload?: { errors?: unknown } };
    if (message.type === 'connection_ack') socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
    else if (message.type === 'ping') socket.send('{"type":"pong"}');
    else if (message.type !== 'next' || message.payload?.errors) fail(new Error(`Subscribing was answered with ${data.toString().slice(0, 500)}`));
    else done();
  }

  #take(event: Buffer, index: number): void {
    const known = this.#events[index];
    if (!known) {
      this.#events[index] = event;
      this.#counts[index] = 1;
    } else if (known.equals(event)) {
      this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    } else {
      this.#break(new Error(`Two sockets got different events: ${known.toString()} and ${event.toString()}`));
    }
    if (this.#counts[index] === this.size) this.#complete?.();
  }

  #break(error: Error): void {
    if (!this.#listening) return;
    this.#failure ??= error;
    this.#fail?.(error);
  }
}
