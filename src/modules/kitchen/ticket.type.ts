import { createUnionType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '../../kernel/graphql/decorators.ts';
import { shared } from '../../kernel/graphql/descriptions.ts';
import { MeasureUnit } from '../../kernel/graphql/measure.type.ts';
import { Node } from '../../kernel/graphql/node.type.ts';
import { payloadType } from '../../kernel/graphql/payload.type.ts';
import { DateTimeScalar, MeasureScalar } from '../../kernel/values/scalars.ts';
import { FeedHeartbeat } from '../ordering/index.ts';
import { TicketStatus } from './ticket.status.ts';

registerEnumType(TicketStatus, {
  name: 'TicketStatus',
  description: 'Status of a ticket or of one of its items.',
  valuesConfig: {
    QUEUED: { description: 'The station has it and has not begun.' },
    PREPARING: { description: 'The station is making it.' },
    READY: { description: 'Everything is ready to hand over.' },
    SERVED: { description: 'The guest has it.' },
    VOIDED: { description: 'The order was cancelled: the station does not make it.' },
  },
});

@ObjectType('TicketModifier', { description: 'A modifier option, as the cook reads it.', simpleResolvers: true })
export class TicketModifierType {
  @Field(() => String, { description: 'Name of the option.' })
  name!: string;

  @Field(() => Int, { description: 'Number of units of the option.' })
  quantity!: number;

  @Field(() => String, { nullable: true, description: 'Text that the guest wrote, e.g. a name on a cake.' })
  text!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the group that the option was chosen from, e.g. Sugar: a cook reads “Sugar: less, Ice: less”. Null on tickets of earlier releases.',
  })
  groupName!: string | null;

  @Field(() => ID, { nullable: true, description: 'UUID of the option. Null on tickets of earlier releases.' })
  optionId!: string | null;
}

@ObjectType('KitchenTicketItem', {
  implements: Node,
  description: 'An item of a ticket: one line of the order, as far as the station makes it.',
  simpleResolvers: true,
})
export class KitchenTicketItemType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => ID, { description: 'UUID of the line of the order.' })
  lineId!: string;

  @Field(() => String, { description: 'Name of the product as it was when it was sold.' })
  name!: string;

  @Field(() => Int, { description: 'Number of pieces to make; 1 of a product that is sold by measure.' })
  quantity!: number;

  @Field(() => MeasureScalar, {
    nullable: true,
    description: 'Measure to make, in measureUnit, e.g. "0.345" of KG; null when the product is sold by pieces.',
  })
  measure!: number | null;

  @Field(() => MeasureUnit, { description: 'Unit of measure; PIECE: sold by pieces, which quantity counts.' })
  measureUnit!: MeasureUnit;

  @Field(() => [TicketModifierType], { description: 'Options that the guest chose.' })
  modifiers!: readonly TicketModifierType[];

  @Field(() => String, { nullable: true, description: 'Note of the line for the kitchen.' })
  notes!: string | null;

  @Field(() => TicketStatus, { description: 'Status of the item.' })
  status!: TicketStatus;
}

@ObjectType('KitchenTicket', { implements: Node, description: 'A kitchen ticket: the items of one order that one station makes.', simpleResolvers: true })
export class KitchenTicketType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => Int, { description: shared.version })
  version!: number;

  @Field(() => TicketStatus, { description: 'Status of the ticket, which follows from its items.' })
  status!: TicketStatus;

  @Field(() => DateTimeScalar, { description: 'Instant at which the ticket was fired.' })
  firedAt!: Date;

  @Field(() => DateTimeScalar, { description: shared.updatedAt })
  updatedAt!: Date;
}

@ObjectType({
  description:
    'All open tickets as of `sequence`, which replace the tickets that a client shows. It is the first message without `after`; it also comes when `after` ' +
    'is older than the events that are kept, beyond the newest, or from before a change of what the client may see, and when a station was renamed.',
  simpleResolvers: true,
})
export class KitchenSnapshot {
  @Field(() => Int, { description: 'Number to resume from: send it as `after`.' })
  sequence!: number;

  @Field(() => [KitchenTicketType], { description: 'Tickets in the order in which they were fired, at most 500.' })
  tickets!: KitchenTicketType[];
}

@ObjectType({ description: 'A new or changed ticket.', simpleResolvers: true })
export class KitchenTicketChange {
  @Field(() => Int, { description: 'Number to resume from: send it as `after`.' })
  sequence!: number;

  @Field(() => KitchenTicketType, { description: 'The ticket as it is when the message is sent.' })
  ticket!: KitchenTicketType;
}

export const KitchenFeedMessage = createUnionType({
  name: 'KitchenFeedMessage',
  description: 'A message of kitchenFeed: a snapshot, a change of one ticket, or a heartbeat.',
  types: () => [KitchenSnapshot, KitchenTicketChange, FeedHeartbeat] as const,
  resolveType: (message: object) => ('heartbeat' in message ? FeedHeartbeat : 'ticket' in message ? KitchenTicketChange : KitchenSnapshot),
});

@InputType({ description: 'A ticket to move on.' })
export class BumpTicketInput {
  @Field(() => ID, { description: 'UUID of the ticket.' })
  ticketId!: string;

  @Field(() => Int, { nullable: true, description: shared.seenVersion })
  version?: number | null;

  @Field(() => TicketStatus, { nullable: true, description: 'Status to move to; null: the next status.' })
  to?: TicketStatus | null;
}

@InputType({ description: 'An item of a ticket to move on.' })
export class BumpTicketItemInput {
  @Field(() => ID, { description: 'UUID of the item.' })
  itemId!: string;

  @Field(() => Int, { nullable: true, description: shared.seenVersion })
  version?: number | null;

  @Field(() => TicketStatus, { nullable: true, description: 'Status to move to; null: the next status.' })
  to?: TicketStatus | null;
}

@InputType({ description: 'A ticket to bring back to its station.' })
export class RecallTicketInput {
  @Field(() => ID, { description: 'UUID of the ticket.' })
  ticketId!: string;

  @Field(() => Int, { nullable: true, description: shared.seenVersion })
  version?: number | null;

  @Field(() => TicketStatus, {
    nullable: true,
    description: 'Status to go back to: PREPARING, from READY or SERVED; or QUEUED, from PREPARING or READY while no item is SERVED. Default: PREPARING.',
  })
  to?: TicketStatus | null;
}

@InputType({ description: 'An item of a ticket whose bump is taken back.' })
export class RecallTicketItemInput {
  @Field(() => ID, { description: 'UUID of the item.' })
  itemId!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Version of the ticket that the client saw; the command is refused with STALE_VERSION when there is a newer one.',
  })
  version?: number | null;

  @Field(() => TicketStatus, { nullable: true, description: 'Status to go back to: PREPARING or QUEUED, before the present status. Default: one step back.' })
  to?: TicketStatus | null;
}

export const KitchenTicketPayload = payloadType(
  'KitchenTicket',
  { ticket: () => KitchenTicketType },
  { description: 'Answer of bumpTicket, bumpTicketItem and recallTicket: the ticket, or the failures in userErrors.' },
);
export const RecallTicketItemPayload = payloadType('RecallTicketItem', { ticket: () => KitchenTicketType });
