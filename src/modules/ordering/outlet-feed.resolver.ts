import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { Context } from '../../kernel/context.ts';
import { PaymentAlert } from '../payments/index.ts';
import type { OutletEventMessage } from './event-subjects.ts';
import { followOutlet, readOutletEvents } from './outlet-feed.ts';
import { OutletEvent, OutletEventList, OutletFeedMessage } from './outlet-feed.type.ts';

@Resolver(() => OutletEvent)
export class OutletFeedResolver {
  @Query(() => OutletEventList, { description: 'Polling twin of outletFeed, same numbers. first: 1 to 500. Staff.' })
  @Authorized('READ_OUTLET_FEED')
  outletEvents(
    @Ctx() ctx: Context,
    @Arg('outletId', () => ID, { description: 'The outlet.' }) outletId: string,
    @Arg('after', () => Int, { nullable: true, defaultValue: 0, description: 'The last sequence that was seen.' }) after: number | null,
    @Arg('first', () => Int, { nullable: true, defaultValue: 100, description: '1 to 500.' }) first: number | null,
  ): Promise<unknown> {
    return readOutletEvents(ctx, outletId, after ?? 0, first ?? 100);
  }

  @Subscription(() => OutletFeedMessage, {
    description:
      'Every change of an outlet, numbered without gaps: what came after the sequence, then live. Without `after` the first message is a heartbeat with the number of the last event: a client that reconnected and finds it ahead of its own number has missed what lies between, and reads it by outletEvents. Staff.',
    subscribe: ({ args, context }) => {
      const { outletId, after } = args as { outletId: string; after?: number | null };
      return followOutlet(context as Context, outletId, after ?? null);
    },
  })
  @Authorized('READ_OUTLET_FEED')
  outletFeed(
    @Root() message: object,
    @Arg('outletId', () => ID, { description: 'The outlet.' }) _outletId: string,
    @Arg('after', () => Int, { nullable: true, description: 'The last sequence that was seen; none: from now on.' }) _after: number | null,
  ): typeof OutletFeedMessage {
    return message as typeof OutletFeedMessage;
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description:
      "Version of the outlet's menu from the event on, as `Menu.version`: a client that shows a lower one reads the menu anew. Null for events of other types, and where only the menu itself tells it.",
  })
  menuVersion(@Root() { data }: OutletEventMessage): number | null {
    return typeof data.menuVersion === 'number' ? data.menuVersion : null;
  }

  @FieldResolver(() => PaymentAlert, {
    nullable: true,
    description: 'Why a person has to look at the payment; null: nothing is wrong, or the event is of another type.',
  })
  alert(@Root() { data }: OutletEventMessage): PaymentAlert | null {
    return Object.values(PaymentAlert).find((alert) => alert === data.alert) ?? null;
  }
}
