import { createUnionType, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTimeScalar } from '../../kernel/scalars.ts';
import { ServiceMode } from '../tenancy/index.ts';
import { BoardState } from './order-board.ts';
import { FeedHeartbeat } from './outlet-feed.type.ts';

registerEnumType(BoardState, {
  name: 'BoardState',
  description: 'How far an order on the order board is.',
  valuesConfig: {
    PREPARING: { description: 'The order is accepted or paid, and is not ready yet.' },
    READY: { description: 'The guest may fetch the order.' },
  },
});

@ObjectType('BoardEntry', { description: 'An order on the order board: a number and a state, nothing of the guest.', simpleResolvers: true })
export class BoardEntryType {
  @Field(() => ID, { description: 'Identity of the entry; the id of its order.' })
  id!: string;

  @Field(() => String, { description: 'The number that is called out, e.g. "17": the queue number of the order.' })
  label!: string;

  @Field(() => BoardState, { description: 'How far the order is.' })
  state!: BoardState;

  @Field(() => DateTimeScalar, { description: 'When the order came into this state.' })
  since!: Date;

  @Field(() => ServiceMode, { description: 'How the guest gets the food, e.g. to call out TAKEAWAY orders only.' })
  serviceMode!: ServiceMode;
}

@ObjectType({
  description:
    'The whole board as of `sequence`: replaces what a client shows. First message without `after`; later when `after` is too old, when an order has left by the clock meanwhile, or when boardMinutes changes.',
  simpleResolvers: true,
})
export class BoardSnapshot {
  @Field(() => Int, { description: 'Number to resume from: send it as `after`.' })
  sequence!: number;

  @Field(() => [BoardEntryType], { description: 'Entries in the order in which their orders were placed, at most the latest 500.' })
  entries!: BoardEntryType[];
}

@ObjectType({ description: 'An entry of the board that is new, has changed, or has left.', simpleResolvers: true })
export class BoardEntryChange {
  @Field(() => Int, { description: 'Number to resume from. One that leaves by the clock repeats the number before.' })
  sequence!: number;

  @Field(() => ID, { description: 'Id of the entry, also of one that has left.' })
  entryId!: string;

  @Field(() => BoardEntryType, { nullable: true, description: 'The entry as it is when it is sent; null: it has left the board.' })
  entry!: BoardEntryType | null;
}

export const BoardFeedMessage = createUnionType({
  name: 'BoardFeedMessage',
  description: 'What boardFeed sends.',
  types: () => [BoardSnapshot, BoardEntryChange, FeedHeartbeat] as const,
  resolveType: (message: object) => ('heartbeat' in message ? FeedHeartbeat : 'entryId' in message ? BoardEntryChange : BoardSnapshot),
});
