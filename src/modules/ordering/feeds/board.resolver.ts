import { Arg, Authorized, Ctx, ID, Int, Query, Resolver, Root, Subscription } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { reachableOutletOrRequestError } from '../../tenancy/index.ts';
import { readBoard } from './board.repository.ts';
import { BoardEntryType, BoardFeedMessage } from './board.type.ts';
import { followBoard } from './board-feed.ts';
import type { BoardEntry, BoardMessage } from './order-board.ts';

const THE_OUTLET = { description: 'The outlet whose orders the board shows.' };

@Resolver()
export class BoardResolver {
  @Query(() => [BoardEntryType], {
    description:
      'Order board of an outlet: orders that are accepted or paid, also those without tickets, at most the latest 500. A READY order stays for boardMinutes ' +
      'of the outlet. Orders placed more than 24 hours ago are left out. Order boards, displays, kitchen and till.',
  })
  @Authorized('READ_BOARD')
  async orderBoard(@Ctx() ctx: Context, @Arg('outletId', () => ID, THE_OUTLET) outletId: string): Promise<readonly BoardEntry[]> {
    const outlet = await reachableOutletOrRequestError(ctx, outletId);
    return readBoard(ctx.em, outlet.id, ctx.services.clock.now());
  }

  @Subscription(() => BoardFeedMessage, {
    description:
      'Live orderBoard: a snapshot or the changes since `after`, then each change; nothing is lost or doubled. An order that leaves by the clock leaves with ' +
      'the next message, at the latest with a heartbeat. Order boards, displays, kitchen and till.',
    subscribe: ({ args, context }) => followBoard(context as Context, args as Parameters<typeof followBoard>[1]),
  })
  @Authorized('READ_BOARD')
  boardFeed(
    @Root() message: BoardMessage,
    @Arg('outletId', () => ID, THE_OUTLET) _outletId: string,
    @Arg('after', () => Int, { nullable: true, description: shared.feedAfter }) _after: number | null,
  ): BoardMessage {
    return message;
  }
}
