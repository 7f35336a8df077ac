import { Extensions, Field, ObjectType, registerEnumType } from 'type-graphql';
import { ErrorCode } from './failure.ts';
import { JsonScalar } from './scalars.ts';

registerEnumType(ErrorCode, {
  name: 'ErrorCode',
  description: 'Stable codes; new ones may be added.',
  valuesConfig: {
    INVALID_INPUT: { description: 'A value that cannot be; `field` names it.' },
    NOT_FOUND: { description: 'Nothing in the reach of the caller has this id.' },
    CONFLICT: { description: 'Something else is in the way, e.g. a name that is taken.' },
    STALE_VERSION: { description: 'It has changed since the version that was sent; `details.version` is the current one.' },
    INVALID_TRANSITION: { description: 'Its status does not allow this; `details.status` is the current one.' },
    INVALID_CREDENTIALS: { description: 'Wrong username, password or refresh token.' },
    ACCOUNT_DISABLED: { description: 'The account may not sign in.' },
    TOKEN_EXPIRED: { description: 'The refresh token has ended: sign in again.' },
    TOO_MANY_ATTEMPTS: { description: 'Wait `details.retryAfter` seconds.' },
    PRODUCT_UNAVAILABLE: {
      description: 'The outlet does not sell it now; `details.reason` is its UnavailableReason, `details.availableAt` when it returns by itself.',
    },
    OUT_OF_STOCK: { description: 'Not enough is left; `details.available` says how much.' },
    MODIFIER_RULE: { description: 'Too few, too many or the wrong options of a modifier group.' },
    OUTLET_CLOSED: {
      description: 'The outlet takes no orders now; `details.reason` is OUTSIDE_HOURS, OUTLET_ARCHIVED or TENANT_SUSPENDED.',
    },
    CHANNEL_PAUSED: { description: 'The outlet takes no orders of this channel now; `details.pausedUntil` says until when.' },
    PRICE_CHANGED: { description: 'The total is not the expected one; `details.total` is right.' },
    AMOUNT_MISMATCH: { description: 'More than is due, or what the cash step or the money given does not allow.' },
    ALREADY_PAID: { description: 'Nothing is due any more.' },
    PAYMENT_FAILED: { description: 'The payment was refused.' },
    REFUND_EXCEEDS_PAID: { description: 'More than was paid.' },
    SHIFT_CLOSED: { description: 'The cash shift is closed.' },
    PROMOTION_NOT_APPLICABLE: { description: 'The promotion does not fit this order; `details.reason` says why.' },
    IDEMPOTENCY_KEY_REUSED: { description: 'The key or the order id was sent before with another input.' },
    LIMIT_EXCEEDED: { description: 'Too many or too much; `details.max` is the limit.' },
    UNROUTED_ITEM: { description: 'No station of the outlet makes it; the message names the remedy.' },
    ORDER_HAS_PAYMENTS: { description: 'Something is paid: refund it first.' },
    APPROVAL_REQUIRED: { description: 'Somebody who may do it alone must approve it: send `approval`, or another.' },
  },
});

@Extensions({ guest: true })
@ObjectType({ description: 'A failure that a client can act on. Faults of the request or the server come as top-level errors instead.', simpleResolvers: true })
export class UserError {
  @Field(() => ErrorCode, { description: 'What kind of failure.' })
  code!: ErrorCode;

  @Field(() => [String], { nullable: true, description: 'Path into the input, e.g. ["lines", "2", "productId"].' })
  field!: string[] | null;

  @Field(() => String, { description: 'For people: what is wrong and what would be right.' })
  message!: string;

  @Field(() => JsonScalar, { nullable: true, description: 'Facts for the client, e.g. { "available": 3 }.' })
  details!: Record<string, unknown> | null;
}
