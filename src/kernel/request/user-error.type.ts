import { Extensions, Field, ObjectType, registerEnumType } from 'type-graphql';
import { ErrorCode } from '../values/errors.ts';
import { JsonScalar } from '../values/scalars.ts';

registerEnumType(ErrorCode, {
  name: 'ErrorCode',
  description: 'Stable code of a failure. New values may be added.',
  valuesConfig: {
    INVALID_INPUT: { description: 'A value that is not allowed; `field` names it.' },
    NOT_FOUND: { description: 'The caller can reach no object with this id.' },
    CONFLICT: { description: 'Something else prevents it, e.g. a name that is taken.' },
    STALE_VERSION: { description: 'The object has changed since the version that was sent; `details.version` is the current one.' },
    INVALID_TRANSITION: { description: 'The status of the object does not allow this; `details.status` is the current one.' },
    INVALID_CREDENTIALS: { description: 'Wrong username, password or refresh token.' },
    ACCOUNT_DISABLED: { description: 'The account may not sign in.' },
    TOKEN_EXPIRED: { description: 'The refresh token has ended: sign in again.' },
    TOO_MANY_ATTEMPTS: { description: 'Too many attempts: wait `details.retryAfter` seconds.' },
    PRODUCT_UNAVAILABLE: {
      description:
        'The outlet does not sell the product now; `details.reason` is its UnavailableReason, `details.availableAt` the instant at which it returns by itself.',
    },
    OUT_OF_STOCK: { description: 'The stock is not enough; `details.available` is the number that is left.' },
    MODIFIER_RULE: { description: 'Too few, too many or the wrong options of a modifier group.' },
    OUTLET_CLOSED: {
      description: 'The outlet takes no orders now; `details.reason` is OUTSIDE_HOURS, OUTLET_ARCHIVED or TENANT_SUSPENDED.',
    },
    CHANNEL_PAUSED: { description: 'The outlet takes no orders of this channel now; `details.pausedUntil` is the instant at which it takes them again.' },
    PRICE_CHANGED: { description: 'The total is not the expected one; `details.total` is the right one.' },
    AMOUNT_MISMATCH: { description: 'An amount that is more than what is due, or that the cash step or the tendered cash does not allow.' },
    ALREADY_PAID: { description: 'The order is paid: nothing is due any more.' },
    PAYMENT_FAILED: { description: 'The payment was refused.' },
    REFUND_EXCEEDS_PAID: { description: 'The refund is more than what was paid.' },
    SHIFT_CLOSED: { description: 'The cash shift is closed.' },
    PROMOTION_NOT_APPLICABLE: { description: 'The promotion does not fit this order; `details.reason` says why.' },
    IDEMPOTENCY_KEY_REUSED: { description: 'The key or the order id was sent before with another input.' },
    LIMIT_EXCEEDED: { description: 'A number or a list that is too long or too large; `details.max` is the limit.' },
    UNROUTED_ITEM: { description: 'No station of the outlet makes the product; the message names the remedy.' },
    ORDER_HAS_PAYMENTS: { description: 'A part of the order is paid: refund it first.' },
    APPROVAL_REQUIRED: { description: 'The command needs the approval of a user who may do it alone: send `approval`, or another one.' },
  },
});

@Extensions({ guest: true })
@ObjectType({ description: 'A failure that a client can act on. Faults of the request or the server come as top-level errors instead.', simpleResolvers: true })
export class UserError {
  @Field(() => ErrorCode, { description: 'Code of the failure.' })
  code!: ErrorCode;

  @Field(() => [String], { nullable: true, description: 'Path into the input, e.g. ["lines", "2", "productId"].' })
  field!: string[] | null;

  @Field(() => String, { description: 'Text for people: what is wrong and what would be right.' })
  message!: string;

  @Field(() => JsonScalar, { nullable: true, description: 'Facts about the failure for the client, e.g. { "available": 3 }.' })
  details!: Record<string, unknown> | null;
}
