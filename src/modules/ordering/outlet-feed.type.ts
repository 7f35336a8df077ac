import { createUnionType, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTimeScalar, JsonScalar } from '../../kernel/scalars.ts';

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
  description: 'What has changed. New values may be added: a client passes over those that it does not know.',
  valuesConfig: {
    ORDER_PLACED: { description: 'A new order; entityId is its id.' },
    ORDER_CHANGED: { description: 'Status or payment status of an order.' },
    ORDER_CANCELLED: { description: 'An order was called off.' },
    TICKET_FIRED: { description: 'A new ticket; entityId is its id.' },
    TICKET_CHANGED: { description: 'Status of a ticket or its items.' },
    PAYMENT_CHANGED: { description: 'A payment; entityId is its id.' },
    MENU_CHANGED: { description: 'What this outlet sells, or prices.' },
    AVAILABILITY_CHANGED: { description: 'Something is sold out or back.' },
    STATION_CHANGED: { description: 'A kitchen station was made, renamed, archived or taken back into use; entityId is its id.' },
    DEVICE_CHANGED: { description: 'A device came to the outlet, left it, or was given other stations; entityId is its id.' },
    OUTLET_CHANGED: {
      description:
        'A setting of the outlet that screens go by, e.g. boardMinutes, or the outlet was archived (`data.archived` true: it takes no orders any more) or taken back into use; entityId is its id.',
    },
  },
});

@ObjectType('OutletEvent', { description: 'One change at an outlet. Sequences are contiguous per outlet: 41, 42, 43 …', simpleResolvers: true })
export class OutletEvent {
  @Field(() => Int, { description: 'Its number.' })
  sequence!: number;

  @Field(() => OutletEventType, { description: 'What has changed.' })
  type!: OutletEventType;

  @Field(() => ID, { description: 'The order, ticket, payment, product, option, station, device or outlet that has changed.' })
  entityId!: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  occurredAt!: Date;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'Facts, e.g. { "orderId": …, "status": … }.',
    deprecationReason: 'Use subject, menuVersion and alert, which have types.',
  })
  data!: Record<string, unknown> | null;
}

@ObjectType('OutletEventList', { description: 'A page of events.', simpleResolvers: true })
export class OutletEventList {
  @Field(() => Int, { description: 'Send it as `after` for the next page.' })
  sequence!: number;

  @Field(() => [OutletEvent], { description: 'In order.' })
  events!: OutletEvent[];
}

@ObjectType({
  description: 'Everything up to `sequence` that belongs to this feed has been sent. First message of outletFeed without `after`; at least every 15 s.',
  simpleResolvers: true,
})
export class FeedHeartbeat {
  @Field(() => Int, { description: 'To resume from.' })
  sequence!: number;
}

@ObjectType({ description: '`after` is older than what is kept or beyond the head: load the state anew and go on from `sequence`.', simpleResolvers: true })
export class FeedReset {
  @Field(() => Int, { description: 'To go on from.' })
  sequence!: number;
}

export const OutletFeedMessage = createUnionType({
  name: 'OutletFeedMessage',
  description: 'What outletFeed sends.',
  types: () => [OutletEvent, FeedHeartbeat, FeedReset] as const,
  resolveType: (message: object) => ('heartbeat' in message ? FeedHeartbeat : 'reset' in message ? FeedReset : OutletEvent),
});
