import { createUnionType, Field, ID, Int, ObjectType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { DateTimeScalar, JsonScalar } from '../../../kernel/values/scalars.ts';

export const OutletEventType = {
  ORDER_PLACED: 'ORDER_PLACED',
  ORDER_CHANGED: 'ORDER_CHANGED',
  ORDER_CANCELLED: 'ORDER_CANCELLED',
  TICKET_FIRED: 'TICKET_FIRED',
  TICKET_CHANGED: 'TICKET_CHANGED',
  PAYMENT_CHANGED: 'PAYMENT_CHANGED',
  MENU_CHANGED: 'MENU_CHANGED',
  AVAILABILITY_CHANGED: 'AVAILABILITY_CHANGED',
  STATION_CHANGED: 'STATION_CHANGED',
  DEVICE_CHANGED: 'DEVICE_CHANGED',
  OUTLET_CHANGED: 'OUTLET_CHANGED',
} as const;
export type OutletEventType = keyof typeof OutletEventType;

registerEnumType(OutletEventType, {
  name: 'OutletEventType',
  description: 'Kind of change at an outlet. New values may be added: a client ignores those that it does not know.',
  valuesConfig: {
    ORDER_PLACED: { description: 'A new order was placed; entityId is its id.' },
    ORDER_CHANGED: { description: 'The status or payment status of an order changed; entityId is its id.' },
    ORDER_CANCELLED: { description: 'An order was cancelled; entityId is its id.' },
    TICKET_FIRED: { description: 'A new ticket reached the kitchen; entityId is its id.' },
    TICKET_CHANGED: { description: 'The status of a ticket or of its items changed; entityId is the id of the ticket.' },
    PAYMENT_CHANGED: { description: 'A payment was begun or changed; entityId is its id.' },
    MENU_CHANGED: { description: 'The menu of the outlet or its prices changed.' },
    AVAILABILITY_CHANGED: { description: 'A product or an option is sold out, or is back; entityId is its id.' },
    STATION_CHANGED: { description: 'A kitchen station was created, renamed, archived or taken back into use; entityId is its id.' },
    DEVICE_CHANGED: { description: 'A device came to the outlet, left it, or was given other stations; entityId is its id.' },
    OUTLET_CHANGED: {
      description:
        'A setting of the outlet that screens depend on was changed, e.g. boardMinutes, or the outlet was archived (`data.archived` true: it takes no orders ' +
        'any more) or taken back into use; entityId is its id.',
    },
  },
});

@ObjectType('OutletEvent', { description: 'One change at an outlet. Sequences are contiguous per outlet: 41, 42, 43 and so on.', simpleResolvers: true })
export class OutletEvent {
  @Field(() => Int, { description: 'Number of the event at its outlet.' })
  sequence!: number;

  @Field(() => OutletEventType, { description: 'Kind of the change.' })
  type!: OutletEventType;

  @Field(() => ID, { description: 'UUID of the order, ticket, payment, product, option, station, device or outlet that changed.' })
  entityId!: string;

  @Field(() => DateTimeScalar, { description: 'Instant at which the change happened.' })
  occurredAt!: Date;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'Facts about the change, e.g. { "orderId": …, "status": … }.',
    deprecationReason: 'Use `subject`, `menuVersion` and `alert`, which have types.',
  })
  data!: Record<string, unknown> | null;
}

@ObjectType('OutletEventList', { description: 'A page of events of an outlet.', simpleResolvers: true })
export class OutletEventList {
  @Field(() => Int, { description: 'Number to send as `after` for the next page.' })
  sequence!: number;

  @Field(() => [OutletEvent], { description: 'Events of the page, in the order of their sequence.' })
  events!: OutletEvent[];
}

@ObjectType({
  description:
    'A sign that everything of this feed up to `sequence` has been sent. It is the first message of outletFeed without `after`, and comes at least every 15 s.',
  simpleResolvers: true,
})
export class FeedHeartbeat {
  @Field(() => Int, { description: 'Number to resume from: send it as `after`.' })
  sequence!: number;
}

@ObjectType({
  description: 'An answer to an `after` that is older than the events that are kept, or beyond the newest: load the state again and go on from `sequence`.',
  simpleResolvers: true,
})
export class FeedReset {
  @Field(() => Int, { description: 'Number to go on from: send it as `after`.' })
  sequence!: number;
}

export const OutletFeedMessage = createUnionType({
  name: 'OutletFeedMessage',
  description: 'A message of outletFeed: an event, a heartbeat, or a reset.',
  types: () => [OutletEvent, FeedHeartbeat, FeedReset] as const,
  resolveType: (message: object) => ('heartbeat' in message ? FeedHeartbeat : 'reset' in message ? FeedReset : OutletEvent),
});
