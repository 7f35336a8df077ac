import { WebSocket } from 'ws';
import { inParallel } from './api.ts';

/** What a display sends when it connects. */
export interface Greeting {
  readonly connectionParams: Readonly<Record<string, string>>;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface DisplayOptions {
  readonly port: number;
  readonly greeting: Greeting;
  /** Called for every message of a connection after the first that `isNews`. */
  readonly onNews: (display: Display) => void;
  readonly isNews: (message: Buffer) => boolean;
}

const CONNECT_WIDTH = 100;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;
const FIRST_MESSAGE_DEADLINE_MS = 60_000;
const SEQUENCE = Buffer.from('"sequence":');

/** A feed client that records what it receives. With `comesBack` it reconnects after a lost connection and resumes at its last sequence. */
export class Display {
  /** Sequences of the received news, in order, over all connections. */
  readonly sequences: number[] = [];
  /** Everything up to this sequence has been received; null: nothing yet. */
  last: number | null = null;
  /** Number of successful connections. */
  connections = 0;
  /** How many connections started with a snapshot instead of a resumption. */
  snapshots = 0;
  comesBack = false;
  /** Whether it resumes at its last sequence; otherwise it starts with a snapshot. */
  resumes = true;
  /** Time of the last greeting. */
  greetedAt = 0;
  readonly #options: DisplayOptions;
  #socket: WebSocket | null = null;
  #attempts = 0;
  #timer: NodeJS.Timeout | null = null;
  #left = false;

  constructor(options: DisplayOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Resolves with the first message of the subscription. */
  connect(): Promise<void> {
    const { port, greeting } = this.#options;
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, ['graphql-transport-ws'], { perMessageDeflate: false });
    this.#socket = socket;
    return new Promise((done, fail) => {
      const deadline = setTimeout(() => socket.terminate(), FIRST_MESSAGE_DEADLINE_MS);
      let greeted = false;
      socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: greeting.connectionParams })));
      socket.on('error', () => undefined);
      socket.once('close', (code, reason) => {
        clearTimeout(deadline);
        this.#gone();
        fail(new Error(`A socket was closed with ${code} ${reason.toString()}.`));
      });
      socket.on('message', (data: Buffer) => {
        if (greeted) return this.#take(data);
        const { type, payload } = JSON.parse(data.toString()) as { type: string; payload?: { errors?: unknown } };
        if (type === 'connection_ack') {
          const variables = this.last === null || !this.resumes ? greeting.variables : { ...greeting.variables, after: this.last };
          socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: greeting.query, variables } }));
        } else if (type === 'ping') socket.send('{"type":"pong"}');
        else if (type !== 'next' || payload?.errors) {
          fail(new Error(`Subscribing was answered with ${data.toString().slice(0, 500)}`));
          socket.terminate();
        } else {
          clearTimeout(deadline);
          greeted = true;
          this.greetedAt = performance.now();
          this.connections += 1;
          this.#attempts = 0;
          this.#greeted(data);
          done();
        }
      });
    });
  }

  /** Stops reading, like a sleeping tablet. */
  stall(): void {
    this.#socket?.pause();
  }

  wake(): void {
    this.#socket?.resume();
  }

  leave(): void {
    this.#left = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#socket?.terminate();
  }

  #greeted(data: Buffer): void {
    if (data.includes('Snapshot"', 0, 'latin1')) this.snapshots += 1;
    if (this.#options.isNews(data)) this.#take(data);
    else this.last = sequenceOf(data) ?? this.last;
  }

  #take(data: Buffer): void {
    const sequence = sequenceOf(data);
    if (sequence !== null) this.last = sequence;
    if (!this.#options.isNews(data)) return;
    if (sequence !== null) this.sequences.push(sequence);
    this.#options.onNews(this);
  }

  /** Reconnects after a wait that doubles each time, with random jitter per client. */
  #gone(): void {
    if (!this.comesBack || this.#left) return;
    const wait = Math.min(FIRST_WAIT_MS * 2 ** this.#attempts, LONGEST_WAIT_MS);
    this.#attempts += 1;
    this.#timer = setTimeout(() => void this.connect().catch(() => undefined), wait * (0.5 + Math.random()));
  }
}

/** The sequence of a message, read without parsing the whole message; null: it has none. */
function sequenceOf(message: Buffer): number | null {
  const at = message.indexOf(SEQUENCE);
  return at < 0 ? null : Number.parseInt(message.toString('latin1', at + SEQUENCE.length, at + SEQUENCE.length + 12), 10);
}

/** Connects all displays, a limited number at a time. */
export async function connectAll(displays: readonly Display[]): Promise<void> {
  await inParallel(displays, CONNECT_WIDTH, (display) => display.connect());
}
