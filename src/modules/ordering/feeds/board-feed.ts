import type { Projection, StreamEventRow } from '../../../kernel/events/event.ts';
import { openFeed } from '../../../kernel/feeds/open-feed.ts';
import { sharedSnapshot } from '../../../kernel/feeds/shared-snapshots.ts';
import { type Context, type Services, tenantEntityManager, tenantOf } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { followedOutletOrRequestError, OUTLET_CHANGED } from '../../tenancy/index.ts';
import { boardEntriesOf, hasLeftBoard, readBoard } from './board.repository.ts';
import { BoardFollower } from './board-follower.ts';
import type { Board, BoardChange, BoardTurn } from './order-board.ts';
import { sequenceOf } from './outlet-feed.ts';

/** Changes of an outlet's board. Several changes of one order in a page become one, because the order's entry is read again. */
const boardChanges = perApp(
  (services: Services): Projection<BoardChange | BoardTurn> => ({
    name: 'board changes',
    project: async (tenantId, outletId, events) => {
      const last = new Map(events.filter(isOfOrder).map((event) => [event.entityId, event]));
      const em = tenantEntityManager(services, tenantId);
      const entries = last.size > 0 ? await boardEntriesOf(em, outletId, [...last.keys()], services.clock.now()) : new Map<string, null>();
      return events.flatMap((event): (BoardChange | BoardTurn)[] => {
        const { sequence, entityId } = event;
        if (event.type === OUTLET_CHANGED) return [{ sequence }];
        const entry = entries.get(entityId) ?? null;
        // An order that was only placed, and has no entry, was never on the board: there is nothing to send.
        const isNews = last.get(entityId) === event && (entry !== null || event.type !== 'ORDER_PLACED');
        return isNews ? [{ sequence, entryId: entityId, entry }] : [];
      });
    },
  }),
);

function isOfOrder({ type }: StreamEventRow): boolean {
  return type === 'ORDER_PLACED' || type === 'ORDER_CHANGED' || type === 'ORDER_CANCELLED';
}

/** The board as of `sequence` or later, without the entries that have left it since it was read. */
async function boardAt(services: Services, tenantId: string, outletId: string, sequence: number): Promise<Board> {
  const now = services.clock.now();
  const board = await sharedSnapshot(services, ['board', tenantId, outletId].join(), sequence, async () => ({
    sequence,
    entries: await readBoard(tenantEntityManager(services, tenantId), outletId, now),
  }));
  const entries = board.entries.filter(({ leavesAt }) => leavesAt > now);
  return entries.length < board.entries.length ? { sequence, entries } : board;
}

/** Follows the order board of an outlet: first a snapshot, or the changes since `after`; then live changes. */
export async function followBoard(ctx: Context, input: { readonly outletId: string; readonly after?: number | null }): Promise<BoardFollower> {
  const outlet = await followedOutletOrRequestError(ctx, input.outletId);
  const tenantId = tenantOf(ctx);
  const { services } = ctx;
  const feed = await openFeed<BoardChange | BoardTurn, Board>({
    services,
    tenantId,
    streamId: outlet.id,
    projection: boardChanges(services),
    breaks: (change) => !('entryId' in change),
    isOutdated: (after) => hasLeftBoard(tenantEntityManager(services, tenantId), tenantId, outlet.id, after, services.clock.now()),
    after: sequenceOf(input.after ?? null),
    fresh: (sequence) => boardAt(services, tenantId, outlet.id, sequence),
  });
  return new BoardFollower(feed, services.clock);
}
