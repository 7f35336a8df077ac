import {
  Arg,
  Authorized,
  Ctx,
  Extensions,
  FieldResolver,
  ID,
  Int,
  Query,
  Resolver,
  Root,
  Subscription,
  type ValueOf,
} from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { PaymentAlert } from '../../payments/index.ts';
import type { OutletEventMessage } from '../model/event-subjects.ts';
import { OutletEvent, OutletEventList, OutletFeedMessage } from '../model/outlet-feed.type.ts';
import { followOutlet, type OutletFeedEntry, readOutletEvents } from './outlet-feed.ts';

@Resolver(() => OutletEvent)
export class OutletFeedResolver {
  @Query(() => OutletEventList, {
    description: 'Events of an outlet for clients that poll: the events of outletFeed, with the same numbers. first: 1 to 500. Staff.',
  })
  @Authorized('READ_OUTLET_FEED')
  @Extensions({ maxPageSize: 500 })
  outletEvents(
    @Ctx() ctx: Context,
    @Arg('outletId', () => ID, { description: shared.outletId }) outletId: string,
    @Arg('after', () => Int, {
      nullable: true,
      defaultValue: 0,
      description: 'Sequence of the last event that the client has seen; without it the page begins with the oldest event.',
    })
    after: number | null,
    @Arg('first', () => Int, { nullable: true, defaultValue: 100, description: 'Number of events on the page, 1 to 500; default: 100.' }) first: number | null,
  ): Promise<ValueOf<typeof OutletEventList>> {
    return readOutletEvents(ctx, outletId, after ?? 0, first ?? 100);
  }

  @Subscription(() => OutletFeedMessage, {
    description:
      'Every change of an outlet, numbered without gaps: first the events since `after`, then live. Without `after` the first message is a heartbeat with ' +
      'the number of the last event: a client that reconnected and finds it ahead of its own number has missed the events in between, and reads them by ' +
      'outletEvents. Staff.',
    subscribe: ({ args, context }) => {
      const { outletId, after } = args as { outletId: string; after?: number | null };
      return followOutlet(context as Context, outletId, after ?? null);
    },
  })
  @Authorized('READ_OUTLET_FEED')
  outletFeed(
    @Root() message: OutletFeedEntry,
    @Arg('outletId', () => ID, { description: shared.outletId }) _outletId: string,
    @Arg('after', () => Int, { nullable: true, description: 'Sequence of the last event that the client has seen; without it the feed begins now.' }) _after:
      | number
      | null,
  ): OutletFeedEntry {
    return message;
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description:
      "Version of the outlet's menu from the event on, as `Menu.version`: a client that shows a lower one reads the menu again. Null for events of other types, and where only the menu itself tells it.",
  })
  menuVersion(@Root() { data }: OutletEventMessage): number | null {
    return typeof data.menuVersion === 'number' ? data.menuVersion : null;
  }

  @FieldResolver(() => PaymentAlert, {
    nullable: true,
    description: 'Reason for which a person has to look at the payment; null: nothing is wrong, or the event is of another type.',
  })
  alert(@Root() { data }: OutletEventMessage): PaymentAlert | null {
    return Object.values(PaymentAlert).find((alert) => alert === data.alert) ?? null;
  }
}
