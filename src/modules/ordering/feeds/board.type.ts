import { createUnionType, Field, ID, Int, ObjectType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { DateTimeScalar } from '../../../kernel/values/scalars.ts';
import { ServiceMode } from '../../tenancy/index.ts';
import { FeedHeartbeat } from '../model/outlet-feed.type.ts';
import { BoardState } from './order-board.ts';

registerEnumType(BoardState, {
  name: 'BoardState',
  description: 'Progress of an order on the order board.',
  valuesConfig: {
    PREPARING: { description: 'The order is accepted or paid, and is not ready yet.' },
    READY: { description: 'The guest may fetch the order.' },
  },
});

@ObjectType('BoardEntry', { description: 'An order on the order board: a number and a state, without any data of the guest.', simpleResolvers: true })
export class BoardEntryType {
  @Field(() => ID, { description: 'UUID of the entry: the id of its order.' })
  id!: string;

  @Field(() => String, { description: 'Queue number of the order, which is called out, e.g. "17".' })
  label!: string;

  @Field(() => BoardState, { description: 'Progress of the order.' })
  state!: BoardState;

  @Field(() => DateTimeScalar, { description: 'Instant at which the order came into this state.' })
  since!: Date;

  @Field(() => ServiceMode, { description: 'Way in which the guest gets the food, e.g. to call out TAKEAWAY orders only.' })
  serviceMode!: ServiceMode;
}

@ObjectType({
  description:
    'The whole board as of `sequence`, which replaces the entries that a client shows. It is the first message without `after`; later it comes when ' +
    '`after` is too old, when an order has left by the clock meanwhile, or when boardMinutes changes.',
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
  @Field(() => Int, { description: 'Number to resume from. An entry that leaves by the clock repeats the number before.' })
  sequence!: number;

  @Field(() => ID, { description: 'UUID of the entry, also of one that has left.' })
  entryId!: string;

  @Field(() => BoardEntryType, { nullable: true, description: 'The entry as it is when the message is sent; null when it has left the board.' })
  entry!: BoardEntryType | null;
}

export const BoardFeedMessage = createUnionType({
  name: 'BoardFeedMessage',
  description: 'A message of boardFeed: a snapshot, a change of one entry, or a heartbeat.',
  types: () => [BoardSnapshot, BoardEntryChange, FeedHeartbeat] as const,
  resolveType: (message: object) => ('heartbeat' in message ? FeedHeartbeat : 'entryId' in message ? BoardEntryChange : BoardSnapshot),
});
