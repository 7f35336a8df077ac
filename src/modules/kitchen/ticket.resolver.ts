import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root, Subscription, type ValueOf } from '../../kernel/graphql/decorators.ts';
import { shared } from '../../kernel/graphql/descriptions.ts';
import { command } from '../../kernel/request/command.ts';
import type { Context } from '../../kernel/request/context.ts';
import { membersOf } from '../../kernel/request/shown-rows.ts';
import { RequestError } from '../../kernel/values/errors.ts';
import { type ModifierOption, ModifierOptionType, optionsInReach } from '../menu/index.ts';
import { type Order, type OrderLine, OrderLineType, OrderType } from '../ordering/index.ts';
import { findStation, type KitchenStation, KitchenStationType, ServiceMode } from '../tenancy/index.ts';
import { bumpTicket, bumpTicketItem } from './bump-ticket.ts';
import { followKitchenFeed, type KitchenMessage } from './kitchen-feed.ts';
import { recallTicket, recallTicketItem } from './recall-ticket.ts';
import { KitchenTicket, type KitchenTicketItem, type TicketModifier } from './ticket.entity.ts';
import { orderTickets, ticketItems } from './ticket.loaders.ts';
import { ticketsOfStations } from './ticket.repository.ts';
import { TicketStatus } from './ticket.status.ts';
import {
  BumpTicketInput,
  BumpTicketItemInput,
  KitchenFeedMessage,
  KitchenTicketItemType,
  KitchenTicketPayload,
  KitchenTicketType,
  RecallTicketInput,
  RecallTicketItemInput,
  RecallTicketItemPayload,
  TicketModifierType,
} from './ticket.type.ts';

const ticketPayload = (ticket: KitchenTicket): { ticket: KitchenTicket } => ({ ticket });

@Resolver(() => KitchenTicketType)
export class TicketResolver {
  @Query(() => [KitchenTicketType], {
    description: 'Tickets of a station in the order in which they were fired, at most 500. Kitchen, till, and displays of the station.',
  })
  @Authorized('READ_KITCHEN')
  async kitchenTickets(
    @Ctx() ctx: Context,
    @Arg('stationId', () => ID, { description: 'UUID of the station.' }) stationId: string,
    @Arg('status', () => [TicketStatus], { nullable: true, description: 'Statuses of the tickets; default: QUEUED, PREPARING and READY.' }) status:
      | TicketStatus[]
      | null,
  ): Promise<KitchenTicket[]> {
    const station = await findStation(ctx, stationId);
    if (!station) throw new RequestError('NOT_FOUND', 'Station not found.');
    return ticketsOfStations(ctx.em, [station.id], status ?? undefined);
  }

  @Mutation(() => KitchenTicketPayload, { description: 'Moves a ticket to its next status, or to a later one. Kitchen, till, and displays of the station.' })
  @Authorized('BUMP')
  bumpTicket(@Ctx() ctx: Context, @Arg('input', () => BumpTicketInput) input: BumpTicketInput): Promise<ValueOf<typeof KitchenTicketPayload>> {
    return command(ctx, { field: 'bumpTicket', input, of: KitchenTicket, run: () => bumpTicket(ctx, input), payload: ticketPayload });
  }

  @Mutation(() => KitchenTicketPayload, {
    description: 'Moves one item of a ticket to its next status, or to a later one. Kitchen, till, and displays of the station.',
  })
  @Authorized('BUMP')
  bumpTicketItem(@Ctx() ctx: Context, @Arg('input', () => BumpTicketItemInput) input: BumpTicketItemInput): Promise<ValueOf<typeof KitchenTicketPayload>> {
    return command(ctx, { field: 'bumpTicketItem', input, of: KitchenTicket, run: () => bumpTicketItem(ctx, input), payload: ticketPayload });
  }

  @Mutation(() => KitchenTicketPayload, {
    description:
      'Brings a ticket back to its station: from READY or SERVED to PREPARING, or from PREPARING or READY to QUEUED. The order follows; back at CONFIRMED a ' +
      'cashier may cancel it again. Audited. Kitchen, till, and displays of the station.',
  })
  @Authorized('BUMP')
  recallTicket(@Ctx() ctx: Context, @Arg('input', () => RecallTicketInput) input: RecallTicketInput): Promise<ValueOf<typeof KitchenTicketPayload>> {
    return command(ctx, { field: 'recallTicket', input, of: KitchenTicket, run: () => recallTicket(ctx, input), payload: ticketPayload });
  }

  @Mutation(() => RecallTicketItemPayload, {
    description:
      'Takes back the bump of one item: READY to PREPARING, PREPARING to QUEUED; not once it is SERVED. The ticket and the order follow. Audited. Kitchen, ' +
      'till, and displays of the station.',
  })
  @Authorized('BUMP')
  recallTicketItem(
    @Ctx() ctx: Context,
    @Arg('input', () => RecallTicketItemInput) input: RecallTicketItemInput,
  ): Promise<ValueOf<typeof RecallTicketItemPayload>> {
    return command(ctx, { field: 'recallTicketItem', input, of: KitchenTicket, run: () => recallTicketItem(ctx, input), payload: ticketPayload });
  }

  @Subscription(() => KitchenFeedMessage, {
    description:
      'Live tickets: a snapshot or the changes since `after`, then each change; nothing is lost or doubled. A snapshot may come again at any time, e.g. when ' +
      'a station is renamed: it replaces the tickets that a client shows. Stations that are created later are followed too. Kitchen, till, displays and ' +
      'order boards.',
    subscribe: ({ args, context }) => followKitchenFeed(context as Context, args as Parameters<typeof followKitchenFeed>[1]),
  })
  @Authorized('READ_KITCHEN')
  kitchenFeed(
    @Root() message: KitchenMessage,
    @Arg('outletId', () => ID, { description: shared.outletId }) _outletId: string,
    @Arg('stationIds', () => [ID], {
      nullable: true,
      description:
        'UUIDs of the stations to follow, at most 50; null: all stations of the outlet that the caller can reach, also those that are created later. With ' +
        'other stations than before, subscribe without `after`.',
    })
    _stationIds: string[] | null,
    @Arg('after', () => Int, { nullable: true, description: shared.feedAfter }) _after: number | null,
  ): KitchenMessage {
    return message;
  }

  @FieldResolver(() => ID, { description: shared.orderId })
  orderId(@Root() ticket: KitchenTicket): string {
    return ticket.order.id;
  }

  @FieldResolver(() => OrderType, { description: 'The order of the ticket. Not for order boards.' })
  @Authorized('READ_ORDER_OF_TICKET')
  order(@Root() ticket: KitchenTicket): Promise<Order> {
    return ticket.order.loadOrFail();
  }

  @FieldResolver(() => KitchenStationType, { description: 'Kitchen station that makes the items.' })
  station(@Root() ticket: KitchenTicket): Promise<KitchenStation> {
    return ticket.station.loadOrFail();
  }

  @FieldResolver(() => Int, { description: 'Queue number of the order.' })
  async queueNumber(@Root() ticket: KitchenTicket): Promise<number> {
    return (await ticket.order.loadOrFail()).placedNumber();
  }

  @FieldResolver(() => ServiceMode, { description: 'Service mode of the order.' })
  async serviceMode(@Root() ticket: KitchenTicket): Promise<ServiceMode> {
    return (await ticket.order.loadOrFail()).serviceMode;
  }

  @FieldResolver(() => String, { nullable: true, description: 'Name of the table at which the guest sits. Not for order boards.' })
  @Authorized('READ_ORDER_OF_TICKET')
  async tableName(@Root() ticket: KitchenTicket): Promise<string | null | undefined> {
    return (await ticket.order.loadOrFail()).tableName;
  }

  @FieldResolver(() => String, { nullable: true, description: 'Name that the guest gave, called out when the order is ready. Not for order boards.' })
  @Authorized('READ_ORDER_OF_TICKET')
  async customerName(@Root() ticket: KitchenTicket): Promise<string | null | undefined> {
    return (await ticket.order.loadOrFail()).customerName;
  }

  @FieldResolver(() => [KitchenTicketItemType], { description: 'Items that the station makes. Not for order boards.' })
  @Authorized('READ_ORDER_OF_TICKET')
  async items(@Root() ticket: KitchenTicket, @Ctx() ctx: Context): Promise<readonly KitchenTicketItem[]> {
    return membersOf(ticket.items) ?? ticketItems(ctx).load(ticket.id);
  }
}

@Resolver(() => OrderType)
export class OrderTicketsResolver {
  @FieldResolver(() => [KitchenTicketType], { description: 'Kitchen tickets of the order. Kitchen and till.' })
  @Authorized('READ_KITCHEN')
  tickets(@Root() order: Order, @Ctx() ctx: Context): Promise<KitchenTicket[]> {
    return orderTickets(ctx).load(order.id);
  }
}

@Resolver(() => KitchenTicketItemType)
export class TicketItemResolver {
  @FieldResolver(() => OrderLineType, { nullable: true, description: 'The line of the order. Not for order boards.' })
  @Authorized('READ_ORDER_OF_TICKET')
  async line(@Root() { line }: KitchenTicketItem): Promise<OrderLine | null> {
    return (await line.load()) ?? null;
  }
}

@Resolver(() => TicketModifierType)
export class TicketModifierResolver {
  @FieldResolver(() => ModifierOptionType, {
    nullable: true,
    description: 'The option in the catalogue as it is now; null when the caller cannot reach it. KITCHEN and above.',
  })
  @Authorized('READ_CATALOGUE')
  option(@Root() { optionId }: TicketModifier, @Ctx() ctx: Context): Promise<ModifierOption | null> | null {
    return optionId === undefined ? null : optionsInReach(ctx).load(optionId);
  }
}
