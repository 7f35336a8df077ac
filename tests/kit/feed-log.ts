import type { Client } from './client.ts';

/** The parts of an outletFeed message that are compared. */
interface FeedMessage {
  readonly __typename: string;
  readonly sequence: number;
  readonly entityId?: string;
}

/**
 * Compares received messages of an outlet's feed with the log: nothing lost, nothing doubled, in order, and no
 * heartbeat beyond the sent events. Returns the differences, one per line; empty: none.
 */
export async function feedDifferences(client: Client, outletId: string, received: readonly FeedMessage[], after: number): Promise<string[]> {
  const document = `query ($outletId: ID!, $after: Int) { outletEvents(outletId: $outletId, after: $after, first: 500) { events { sequence entityId } } }`;
  const log: { sequence: number; entityId: string }[] = [];
  for (let at = after; ; ) {
    const { events } = (await client.ok(document, { outletId, after: at })).outletEvents;
    log.push(...events);
    if (events.length < 500) break;
    at = events.at(-1).sequence;
  }
  const differences: string[] = [];
  let last = after;
  for (const { __typename, sequence, entityId } of received) {
    if (__typename !== 'OutletEvent') {
      if (sequence !== last) differences.push(`a heartbeat says ${sequence} after ${last}`);
      continue;
    }
    if (sequence !== last + 1) differences.push(`${sequence} came after ${last}`);
    const event = log[sequence - after - 1];
    if (event?.sequence !== sequence || event.entityId !== entityId) differences.push(`${sequence} is of ${entityId}, in the log of ${event?.entityId}`);
    last = sequence;
  }
  if (last !== (log.at(-1)?.sequence ?? after)) differences.push(`${last} came last, the log ends with ${log.at(-1)?.sequence}`);
  return differences;
}
