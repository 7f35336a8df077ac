import { type Caller, headersOf } from '../lib/api.ts';
import { openClients } from '../lib/clients.ts';
import { type HttpConnection, postRequest } from '../lib/http-connection.ts';
import type { Scope } from '../lib/scope.ts';

/** Time of one operation at the client, from the time it was due. */
export interface Answered {
  readonly milliseconds: number;
  /** Null: the operation failed. */
  readonly text: string | null;
}

/** Keep-alive connections that many clients take in turn, and what they saw. */
export class ClientPool {
  readonly #port: number;
  readonly #free: HttpConnection[];
  readonly #waiting: ((connection: HttpConnection) => void)[] = [];
  #latencies = new Map<string, number[]>();
  #failures = new Map<string, number>();

  private constructor(port: number, connections: readonly HttpConnection[]) {
    this.#port = port;
    this.#free = [...connections];
  }

  static async open(scope: Scope, port: number, connections: number): Promise<ClientPool> {
    return new ClientPool(port, await openClients(scope, port, connections));
  }

  /** Operations that wait for a free connection. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Sends one operation. Returns its answer; null when it was refused or failed. */
  async send(operation: string, caller: Caller, document: object): Promise<string | null> {
    const due = performance.now();
    const connection = this.#free.pop() ?? (await new Promise<HttpConnection>((go) => this.#waiting.push(go)));
    try {
      const headers = { ...headersOf(caller), 'x-bench-operation': operation };
      const { status, body } = await connection.request(postRequest(this.#port, '/graphql', headers, JSON.stringify(document)));
      const text = body.toString();
      if (status === 200 && !text.includes('"errors":[') && !/"userErrors":\[\{/.test(text)) {
        this.#add(operation, performance.now() - due);
        return text;
      }
      this.#fail(`${operation}: ${status} ${/"code":"([A-Z_]+)"/.exec(text)?.[1] ?? text.slice(0, 80)}`);
      return null;
    } catch (error) {
      this.#fail(`${operation}: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    } finally {
      const go = this.#waiting.shift();
      if (go) go(connection);
      else this.#free.push(connection);
    }
  }

  /** What the clients saw since the last call: milliseconds by operation, and how often what failed. */
  take(): { readonly latencies: ReadonlyMap<string, readonly number[]>; readonly failures: ReadonlyMap<string, number> } {
    const taken = { latencies: this.#latencies, failures: this.#failures };
    this.#latencies = new Map();
    this.#failures = new Map();
    return taken;
  }

  #add(operation: string, milliseconds: number): void {
    const list = this.#latencies.get(operation);
    if (list) list.push(milliseconds);
    else this.#latencies.set(operation, [milliseconds]);
  }

  #fail(what: string): void {
    this.#failures.set(what, (this.#failures.get(what) ?? 0) + 1);
  }
}
