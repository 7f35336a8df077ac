import { Ctx, createUnionType, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../kernel/context.ts';
import { typeNameOf } from '../../kernel/nodes.ts';
import { DeviceType } from '../identity/index.ts';
import { ModifierGroupType, ModifierOptionType, ProductType } from '../menu/index.ts';
import { OrderType, OutletEvent, type OutletEventMessage, subjectOf } from '../ordering/index.ts';
import { PaymentType } from '../payments/index.ts';
import { KitchenStationType, OutletType } from '../tenancy/index.ts';
import { KitchenTicketType } from './ticket.type.ts';

const OutletEventSubject = createUnionType({
  name: 'OutletEventSubject',
  description: 'What an event at an outlet is about. All of them implement Node, so `... on Node { id }` selects the id of each.',
  types: () =>
    [OrderType, KitchenTicketType, PaymentType, ProductType, ModifierOptionType, ModifierGroupType, KitchenStationType, DeviceType, OutletType] as const,
  resolveType: (thing: object, ctx: Context) => typeNameOf(ctx, thing),
});

/** Here, and not beside the feed, because tickets are among the subjects. */
@Resolver(() => OutletEvent)
export class OutletEventSubjectResolver {
  @FieldResolver(() => OutletEventSubject, {
    nullable: true,
    description:
      'The thing that `entityId` names, as it is when the event is sent: a client updates its cache by the id without a further request. Several events of one thing may show the same state. Null when the thing does not exist any more, or when the role may not see it: devices are for MANAGER and above, payments for CASHIER and above.',
  })
  subject(@Root() event: OutletEventMessage, @Ctx() ctx: Context): Promise<object | null> {
    return subjectOf(ctx, event);
  }
}
