import { Ctx, FieldResolver, Resolver, Root, type ValueOf } from '../../kernel/graphql/decorators.ts';
import type { Context } from '../../kernel/request/context.ts';
import { OutletEvent, type OutletEventMessage, subjectOf } from '../ordering/index.ts';
import { OutletEventSubject } from './outlet-event-subject.type.ts';

/** This resolver is here, and not beside the feed, because tickets are among the subjects. */
@Resolver(() => OutletEvent)
export class OutletEventSubjectResolver {
  @FieldResolver(() => OutletEventSubject, {
    nullable: true,
    description:
      'The thing that `entityId` names, as it is when the event is sent: a client updates its cache by the id without a further request. Several events of one thing may show the same state. Null when the thing does not exist any more, or when the role may not see it: devices are for MANAGER and above, payments for CASHIER and above.',
  })
  subject(@Root() event: OutletEventMessage, @Ctx() ctx: Context): Promise<ValueOf<typeof OutletEventSubject> | null> {
    // The kind of the object is known at run time only.
    return subjectOf(ctx, event) as Promise<ValueOf<typeof OutletEventSubject> | null>;
  }
}
