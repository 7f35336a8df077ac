import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { AuditAction } from '../../kernel/audit.ts';
import { connectionTypes } from '../../kernel/connection.type.ts';
import { shared } from '../../kernel/descriptions.ts';
import { Node } from '../../kernel/node.type.ts';
import { DateTimeScalar, JsonScalar } from '../../kernel/scalars.ts';
import { AuditActor } from './audit-entry.entity.ts';

registerEnumType(AuditAction, {
  name: 'AuditAction',
  description: 'What is audited; new ones may be added.',
  valuesConfig: {
    ORDER_DISCOUNTED: { description: 'Staff took something off an order or a line.' },
    PRICE_OVERRIDDEN: { description: 'Staff set the unit price of a line.' },
    DISCOUNT_REMOVED: { description: 'Staff took such a discount back.' },
    TIP_CHANGED: { description: 'The tip of an order was set to another amount.' },
    PAYMENT_REVIEWED: { description: 'A manager decided on a payment that did not fit, or came too late.' },
    PAYMENT_REFUNDED: { description: 'Money was given back.' },
    WITHHOLDING_RECORDED: { description: 'A withholding certificate was taken for a part of what an order costs.' },
    CREDIT_SPENT: { description: 'An order was paid with the credit of a late payment.' },
    GATEWAY_ACCOUNT_SET: { description: 'An account with a payment provider was set up, changed or switched off.' },
    SHIFT_OPENED: { description: 'A drawer was opened with its float.' },
    SHIFT_CLOSED: { description: 'A drawer was counted and closed.' },
    CASH_MOVED: { description: 'Cash was put into a drawer or taken out beside the sales, or a drawer was opened without a sale.' },
    ORDER_CANCELLED: { description: 'An order was called off.' },
    TICKET_RECALLED: { description: 'A kitchen ticket, or one item of it, was taken back after a bump.' },
    SIGNED_IN: { description: 'Somebody signed in, with a password or at a till with a PIN.' },
    SIGN_IN_REFUSED: { description: 'Wrong passwords or PINs were tried until the next had to wait.' },
    SESSION_ENDED: { description: 'A sign-in was ended: signed out, revoked, or its refresh token came twice.' },
    TOKEN_REUSED: { description: 'A refresh token was used a second time by somebody else: its sign-in was ended.' },
    SIGNED_UP: { description: 'A shopper made an account.' },
    PASSWORD_CHANGED: { description: 'A password was changed, or set anew after it was forgotten.' },
    EMAIL_CHANGED: { description: 'An e-mail address was changed.' },
    PIN_CHANGED: { description: 'A PIN was set, changed or taken away.' },
    USER_CREATED: { description: 'A user was added.' },
    USER_CHANGED: { description: 'A user was changed, disabled or enabled.' },
    ROLE_CHANGED: { description: 'What a user may do was changed: role or outlets.' },
    DEVICE_ADDED: { description: 'A device got its token.' },
    DEVICE_CHANGED: { description: 'A device was renamed, moved, or given other stations.' },
    DEVICE_REVOKED: { description: 'The token of a device was ended.' },
    PRICE_CHANGED: { description: 'The price of a product or an option was changed, of the brand or at one outlet.' },
    STOCK_ADJUSTED: { description: 'Stock was corrected or counted.' },
    PROMOTION_CHANGED: { description: 'A promotion or its codes were made, changed, switched or deleted.' },
    TAX_CHANGED: { description: 'A tax regime was made, changed or deleted, or an outlet or a product was given another.' },
    OUTLET_CHANGED: { description: 'An outlet was opened, or its settings were changed.' },
    TENANT_CHANGED: { description: 'Settings of the brand were changed, or it was suspended or activated.' },
    ARCHIVED: { description: 'Something was archived; `entityType` says what.' },
    UNARCHIVED: { description: 'Something was taken back into use.' },
  },
});
registerEnumType(AuditActor, {
  name: 'AuditActor',
  description: 'As what somebody or something acted: the role of a user, the kind of a device.',
  valuesConfig: {
    GUEST: { description: 'Nobody who is known.' },
    CUSTOMER: { description: 'A shopper who has signed in.' },
    KIOSK: { description: 'A kiosk on its own.' },
    ORDER_BOARD: { description: 'An order board.' },
    KITCHEN_DISPLAY: { description: 'A kitchen display.' },
    POS: { description: 'A till on its own.' },
    KITCHEN: { description: 'Somebody of the kitchen.' },
    CASHIER: { description: 'A cashier.' },
    MANAGER: { description: 'A manager.' },
    TENANT_OWNER: { description: 'An owner.' },
    ADMIN: { description: 'The platform.' },
    SUPER_ADMIN: { description: 'The platform.' },
  },
});

@ObjectType('AuditEntry', {
  implements: Node,
  description: 'Who did what, when, and by whose leave. Written once: nothing changes or deletes it.',
  simpleResolvers: true,
})
export class AuditEntryType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  occurredAt!: Date;

  @Field(() => AuditAction, { description: 'What was done.' })
  action!: AuditAction;

  @Field(() => AuditActor, { description: 'As what they acted.' })
  actor!: AuditActor;

  @Field(() => ID, { nullable: true, description: 'The device that did it; null: a user did.' })
  deviceId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The platform user who did it; null: somebody of the tenant did.' })
  platformUserId!: string | null;

  @Field(() => String, { description: 'What kind of thing it was done to, e.g. Order.' })
  entityType!: string;

  @Field(() => ID, { description: 'What it was done to.' })
  entityId!: string;

  @Field(() => String, { nullable: true, description: 'Why, in the words of whoever did it.' })
  reason!: string | null;

  @Field(() => JsonScalar, { nullable: true, description: 'What mattered before; null: it was not there. Amounts in minor units of the tenant’s currency.' })
  before!: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'The same after.' })
  after!: unknown;

  @Field(() => String, { nullable: true, description: 'Address that the request came from.' })
  ip!: string | null;

  @Field(() => String, { description: 'Of the request, as in the answer’s header X-Request-ID.' })
  requestId!: string;
}

export const auditConnection = connectionTypes(() => AuditEntryType, { name: 'Audit', one: 'An entry', page: 'A page of the audit log, newest first.' });

@InputType({ description: 'Which entries; all that is set must hold.' })
export class AuditFilter {
  @Field(() => ID, { nullable: true, description: 'Of one outlet.' })
  outletId?: string | null;

  @Field(() => [AuditAction], { nullable: true, description: 'Any of these.' })
  action?: AuditAction[] | null;

  @Field(() => ID, { nullable: true, description: 'What this user did.' })
  userId?: string | null;

  @Field(() => ID, { nullable: true, description: 'What was done on this device.' })
  deviceId?: string | null;

  @Field(() => ID, { nullable: true, description: 'What this user approved.' })
  approverId?: string | null;

  @Field(() => ID, { nullable: true, description: 'What was done to this, e.g. to an order.' })
  entityId?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Not before this instant.' })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Before this instant.' })
  until?: Date | null;
}
