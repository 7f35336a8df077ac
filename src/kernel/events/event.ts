/** A change that waits to be numbered. */
export interface PendingEvent {
  /** An outlet's id, or the tenant's own. */
  readonly streamId: string;
  readonly type: string;
  /** What changed. */
  readonly entityId: string;
  data: Record<string, unknown>;
}

/** The next number of a stream, and up to it the numbers of what was appended. */
export interface Hint {
  readonly tenantId: string;
  readonly streamId: string;
  readonly sequence: number;
}

/** One event as it is stored. */
export interface StreamEventRow {
  readonly sequence: number;
  readonly type: string;
  readonly entityId: string;
  readonly data: Record<string, unknown>;
  readonly occurredAt: Date;
}

/** What the hub needs of the database. */
export interface EventSource {
  /** Heads of many streams in one statement. */
  heads(streamIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Events of one stream after a sequence, in order. */
  read(tenantId: string, streamId: string, after: number, limit: number): Promise<StreamEventRow[]>;
  /** Sequence of the oldest event that is kept, or head + 1 when none is. */
  bounds(tenantId: string, streamId: string): Promise<{ oldest: number; head: number }>;
}

/** Turns a stream's events into one feed's messages, once for all of a node's subscribers. */
export interface Projection<M extends { readonly sequence: number }> {
  readonly name: string;
  project(tenantId: string, streamId: string, events: readonly StreamEventRow[]): Promise<M[]>;
}
