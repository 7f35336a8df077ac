import { WebSocket } from 'ws';
import { headersOf } from '../lib/api.ts';

const TRACKING = 'subscription ($token: String!) { orderTracked(token: $token) { number status paymentStatus queueNumber } }';
const DEADLINE_MS = 60_000;

/** A guest with a phone: one socket, on which it follows one order after the other. */
export class Follower {
  /** Messages about orders that it has received. */
  messages = 0;
  readonly #port: number;
  readonly #tenantId: string;
  #socket: WebSocket | null = null;
  #orders = 0;
  #token: string | null = null;
  /** Status that the guest sees of its order. */
  #status: string | null = null;

  constructor(port: number, tenantId: string) {
    this.#port = port;
    this.#tenantId = tenantId;
  }

  get status(): string | null {
    return this.#status;
  }

  /** Token of the order that it follows; null before the first. */
  get token(): string | null {
    return this.#token;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Resolves when the server has accepted the connection. */
  connect(): Promise<void> {
    const socket = new WebSocket(`ws://127.0.0.1:${this.#port}/graphql`, ['graphql-transport-ws'], { perMessageDeflate: false });
    this.#socket = socket;
    return new Promise((done, fail) => {
      const deadline = setTimeout(() => fail(new Error('A guest was not accepted in time.')), DEADLINE_MS);
      socket.on('error', () => undefined);
      socket.once('close', (code, reason) => fail(new Error(`A guest's socket was closed with ${code} ${reason.toString()}.`)));
      socket.once('open', () => this.#send({ type: 'connection_init', payload: headersOf({ tenant: this.#tenantId }) }));
      socket.on('message', (data: Buffer) => {
        const text = data.toString();
        if (text.startsWith('{"type":"connection_ack"')) {
          clearTimeout(deadline);
          done();
        } else if (text.includes('"type":"ping"')) this.#send({ type: 'pong' });
        else this.#take(text);
      });
    });
  }

  follow(token: string): void {
    if (this.#orders > 0) this.#send({ id: String(this.#orders), type: 'complete' });
    this.#orders += 1;
    this.#token = token;
    this.#status = null;
    this.#send({ id: String(this.#orders), type: 'subscribe', payload: { query: TRACKING, variables: { token } } });
  }

  leave(): void {
    this.#socket?.terminate();
  }

  #take(text: string): void {
    const [, status] = /"status":"([A-Z_]+)"/.exec(text) ?? [];
    // A message of the order before may still be under way.
    if (status === undefined || !text.includes(`"id":"${this.#orders}"`)) return;
    this.messages += 1;
    this.#status = status;
  }

  #send(message: object): void {
    if (this.isOpen) this.#socket?.send(JSON.stringify(message));
  }
}
