import { createUnionType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { MeasureUnit } from '../../kernel/measure.type.ts';
import { Node } from '../../kernel/node.type.ts';
import { DateTimeScalar, MeasureScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { FeedHeartbeat } from '../ordering/index.ts';
import { TicketStatus } from './ticket.status.ts';

registerEnumType(TicketStatus, {
  name: 'TicketStatus',
  description: 'Where a ticket or an item stands.',
  valuesConfig: {
    QUEUED: { description: 'Fired, not begun.' },
    PREPARING: { description: 'Being made.' },
    READY: { description: 'Ready to hand over.' },
    SERVED: { description: 'Handed over.' },
    VOIDED: { description: 'Not to be made.' },
  },
});

@ObjectType('TicketModifier', { description: 'A modifier as the cook reads it.', simpleResolvers: true })
export class TicketModifierType {
  @Field(() => String, { description: "The option's name." })
  name!: string;

  @Field(() => Int, { description: 'Units.' })
  quantity!: number;

  @Field(() => String, { nullable: true, description: "The guest's words." })
  text!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the group that the option was chosen from, e.g. Sugar: a cook reads “Sugar: less, Ice: less”. Null on tickets of earlier releases.',
  })
  groupName!: string | null;

  @Field(() => ID, { nullable: true, description: 'UUID of the option. Null on tickets of earlier releases.' })
  optionId!: string | null;
}

@ObjectType('KitchenTicketItem', { implements: Node, description: 'What one line of the order asks of the station.', simpleResolvers: true })
export class KitchenTicketItemType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => ID, { description: 'The line of the order.' })
  lineId!: string;

  @Field(() => String, { description: 'The product, as it was called when it was sold.' })
  name!: string;

  @Field(() => Int, { description: 'Pieces to make; 1 of a product that is sold by measure.' })
  quantity!: number;

  @Field(() => MeasureScalar, {
    nullable: true,
    description: 'How much to make of a product that is sold by measure, in measureUnit: "0.345" of KG. Null: sold by pieces.',
  })
  measure!: number | null;

  @Field(() => MeasureUnit, { description: 'Unit of measure; PIECE: sold by pieces, which quantity counts.' })
  measureUnit!: MeasureUnit;

  @Field(() => [TicketModifierType], { description: 'As chosen.' })
  modifiers!: readonly TicketModifierType[];

  @Field(() => String, { nullable: true, description: "The line's notes." })
  notes!: string | null;

  @Field(() => TicketStatus, { description: 'Where it stands.' })
  status!: TicketStatus;
}

@ObjectType('KitchenTicket', { implements: Node, description: 'What one order asks of one station.', simpleResolvers: true })
export class KitchenTicketType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => Int, { description: 'Raised by every change; commands may send the version they saw.' })
  version!: number;

  @Field(() => TicketStatus, { description: 'Where it stands, as its items together.' })
  status!: TicketStatus;

  @Field(() => DateTimeScalar, { description: 'When it was fired.' })
  firedAt!: Date;

  @Field(() => DateTimeScalar, { description: shared.updatedAt })
  updatedAt!: Date;
}

@ObjectType({
  description:
    'Everything open, as of `sequence`: replaces what a client shows. First message without `after`; also when `after` is older than what is kept, beyond the head, or from before what the client may see was changed, and live when a station was renamed.',
  simpleResolvers: true,
})
export class KitchenSnapshot {
  @Field(() => Int, { description: 'To resume from.' })
  sequence!: number;

  @Field(() => [KitchenTicketType], { description: 'In the order they were fired, at most 500.' })
  tickets!: KitchenTicketType[];
}

@ObjectType({ description: 'A new or changed ticket.', simpleResolvers: true })
export class KitchenTicketChange {
  @Field(() => Int, { description: 'To resume from.' })
  sequence!: number;

  @Field(() => KitchenTicketType, { description: 'As it is when it is sent.' })
  ticket!: KitchenTicketType;
}

export const KitchenFeedMessage = createUnionType({
  name: 'KitchenFeedMessage',
  description: 'What kitchenFeed sends.',
  types: () => [KitchenSnapshot, KitchenTicketChange, FeedHeartbeat] as const,
  resolveType: (message: object) => ('heartbeat' in message ? FeedHeartbeat : 'ticket' in message ? KitchenTicketChange : KitchenSnapshot),
});

@InputType({ description: 'Moves a ticket on.' })
export class BumpTicketInput {
  @Field(() => ID, { description: 'The ticket.' })
  ticketId!: string;

  @Field(() => Int, { nullable: true, description: 'The version the client saw; a newer one is STALE_VERSION.' })
  version?: number | null;

  @Field(() => TicketStatus, { nullable: true, description: 'Null: the next status.' })
  to?: TicketStatus | null;
}

@InputType({ description: 'Moves one item of a ticket on.' })
export class BumpTicketItemInput {
  @Field(() => ID, { description: 'The item.' })
  itemId!: string;

  @Field(() => Int, { nullable: true, description: "The ticket's version that the client saw." })
  version?: number | null;

  @Field(() => TicketStatus, { nullable: true, description: 'Null: the next status.' })
  to?: TicketStatus | null;
}

@InputType({ description: 'Brings a ticket back to its station.' })
export class RecallTicketInput {
  @Field(() => ID, { description: 'The ticket.' })
  ticketId!: string;

  @Field(() => Int, { nullable: true, description: 'The version the client saw; a newer one is STALE_VERSION.' })
  version?: number | null;

  @Field(() => TicketStatus, {
    nullable: true,
    description: 'PREPARING, from READY or SERVED; or QUEUED, from PREPARING or READY while no item is SERVED. Null: PREPARING.',
  })
  to?: TicketStatus | null;
}

@InputType({ description: 'Takes back the bump of one item of a ticket.' })
export class RecallTicketItemInput {
  @Field(() => ID, { description: 'The item.' })
  itemId!: string;

  @Field(() => Int, { nullable: true, description: 'Version of the ticket that the client saw; a newer one is STALE_VERSION.' })
  version?: number | null;

  @Field(() => TicketStatus, { nullable: true, description: 'PREPARING or QUEUED, behind where the item stands. Null: one step back.' })
  to?: TicketStatus | null;
}

@ObjectType({ description: 'Answer of the commands on a ticket.', simpleResolvers: true })
export class KitchenTicketPayload {
  @Field(() => KitchenTicketType, { nullable: true, description: 'The ticket; null when the mutation failed.' })
  ticket?: KitchenTicketType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
