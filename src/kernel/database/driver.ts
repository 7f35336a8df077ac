import type { GuardedConnection } from './guard-protocol.ts';

/** The part of the driver's pool that is used. */
export interface Pool {
  connect(): Promise<Client>;
  end(): Promise<void>;
  /** It is being ended, or has been. */
  readonly ending: boolean;
  on(event: 'connect' | 'remove', listener: (client: Client) => void): void;
  /** Number of requests that wait for a connection. */
  readonly waitingCount: number;
  readonly options: Readonly<Record<string, unknown>> & { readonly max: number; readonly password?: unknown };
  Client: new (options: Readonly<Record<string, unknown>>) => Client & { connect(): Promise<void> };
}

/** The answer to a statement. Several statements in one text have no `rows`. */
export interface Answer {
  readonly command: string;
  readonly rowCount: number | null;
  readonly rows: readonly unknown[];
}

export interface Client {
  query(text: string, values?: readonly unknown[]): Promise<Answer>;
  release(error?: Error | boolean): void;
  on(event: 'error', listener: (error: Error) => void): void;
  readonly connection: GuardedConnection & { readonly stream: { destroy(): void; cork(): void; uncork(): void } };
}
