/** A change that has no number yet. */
export interface PendingEvent {
  /** An outlet's id, or the tenant's id. */
  readonly streamId: string;
  readonly type: string;
  /** Id of the changed row. */
  readonly entityId: string;
  data: Record<string, unknown>;
}

/** One stream of one tenant. */
export interface StreamKey {
  readonly tenantId: string;
  readonly streamId: string;
}

/** News that a stream has grown to `sequence`. */
export interface Hint extends StreamKey {
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

/** The queries of the hub. */
export interface EventSource {
  /** Heads of many streams, by the id of the stream, in one statement. */
  heads(streams: readonly StreamKey[]): Promise<ReadonlyMap<string, number>>;
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
