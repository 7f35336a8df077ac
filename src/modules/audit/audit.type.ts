import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { connectionTypes } from '../../kernel/graphql/connection.type.ts';
import { shared } from '../../kernel/graphql/descriptions.ts';
import { Node } from '../../kernel/graphql/node.type.ts';
import { AuditAction } from '../../kernel/request/audit.ts';
import { DateTimeScalar, JsonScalar } from '../../kernel/values/scalars.ts';
import { AuditActor } from './audit-entry.entity.ts';

registerEnumType(AuditAction, {
  name: 'AuditAction',
  description: 'Action that is audited. New values may be added.',
  valuesConfig: {
    ORDER_DISCOUNTED: { description: 'Staff gave a discount on an order or a line.' },
    PRICE_OVERRIDDEN: { description: 'Staff set the unit price of a line.' },
    DISCOUNT_REMOVED: { description: 'Staff took back a discount that staff gave.' },
    TIP_CHANGED: { description: 'The tip of an order was set to another amount.' },
    PAYMENT_REVIEWED: { description: 'A manager decided on a payment that did not fit, or came too late.' },
    PAYMENT_REFUNDED: { description: 'Money of a payment was refunded.' },
    WITHHOLDING_RECORDED: { description: 'A withholding certificate was recorded as a payment of an order.' },
    CREDIT_SPENT: { description: 'An order was paid with the credit of a late payment.' },
    GATEWAY_ACCOUNT_SET: { description: 'An account with a payment provider was set up, changed or switched off.' },
    SHIFT_OPENED: { description: 'A drawer was opened with its float.' },
    SHIFT_CLOSED: { description: 'A drawer was counted and closed.' },
    CASH_MOVED: { description: 'Cash was put into a drawer or taken out beside the sales, or a drawer was opened without a sale.' },
    ORDER_CANCELLED: { description: 'An order was cancelled.' },
    TICKET_RECALLED: { description: 'The bump of a kitchen ticket, or of one item of it, was taken back.' },
    SIGNED_IN: { description: 'A user signed in, with a password or at a till with a PIN.' },
    SIGN_IN_REFUSED: { description: 'Wrong passwords or PINs were sent so often that the next attempt had to wait.' },
    SESSION_ENDED: { description: 'A session was ended: signed out, revoked, or its refresh token came twice.' },
    TOKEN_REUSED: { description: 'A refresh token was used a second time from elsewhere: its session was ended.' },
    SIGNED_UP: { description: 'A customer created an account.' },
    PASSWORD_CHANGED: { description: 'A password was changed, or set again after it was forgotten.' },
    EMAIL_CHANGED: { description: 'An e-mail address was changed.' },
    PIN_CHANGED: { description: 'A PIN was set, changed or removed.' },
    USER_CREATED: { description: 'A user was created.' },
    USER_CHANGED: { description: 'A user was changed, disabled or enabled.' },
    ROLE_CHANGED: { description: 'The rights of a user were changed: role or outlets.' },
    DEVICE_ADDED: { description: 'A device got its token.' },
    DEVICE_CHANGED: { description: 'A device was renamed, moved, or given other stations.' },
    DEVICE_REVOKED: { description: 'The token of a device was ended.' },
    PRICE_CHANGED: { description: 'The price of a product or an option was changed, of the brand or at one outlet.' },
    STOCK_ADJUSTED: { description: 'Stock was corrected or counted.' },
    PROMOTION_CHANGED: { description: 'A promotion or its codes were created, changed, switched or deleted.' },
    TAX_CHANGED: { description: 'A tax regime was created, changed or deleted, or an outlet or a product was given another.' },
    OUTLET_CHANGED: { description: 'An outlet was created, or its settings were changed.' },
    TENANT_CHANGED: { description: 'Settings of the brand were changed, or it was suspended or activated.' },
    ARCHIVED: { description: 'An object was archived; `entityType` has its type.' },
    UNARCHIVED: { description: 'An archived object was taken back into use.' },
  },
});
registerEnumType(AuditActor, {
  name: 'AuditActor',
  description: 'Actor of an action: the role of a user, or the kind of a device.',
  valuesConfig: {
    GUEST: { description: 'A guest who is not signed in.' },
    CUSTOMER: { description: 'A customer who is signed in.' },
    KIOSK: { description: 'A kiosk without a signed-in user.' },
    ORDER_BOARD: { description: 'An order board of an outlet.' },
    KITCHEN_DISPLAY: { description: 'A kitchen display of an outlet.' },
    POS: { description: 'A till without a signed-in user.' },
    KITCHEN: { description: 'A user with the role KITCHEN.' },
    CASHIER: { description: 'A user with the role CASHIER.' },
    MANAGER: { description: 'A user with the role MANAGER.' },
    TENANT_OWNER: { description: 'A user with the role TENANT_OWNER.' },
    ADMIN: { description: 'A platform user with the role ADMIN.' },
    SUPER_ADMIN: { description: 'A platform user with the role SUPER_ADMIN.' },
  },
});

@ObjectType('AuditEntry', {
  implements: Node,
  description: 'An entry of the audit log: actor, action, time and approval. It is written once and never changed or deleted.',
  simpleResolvers: true,
})
export class AuditEntryType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => DateTimeScalar, { description: 'Instant of the action.' })
  occurredAt!: Date;

  @Field(() => AuditAction, { description: 'Action that was done.' })
  action!: AuditAction;

  @Field(() => AuditActor, { description: 'Role or kind of device that acted.' })
  actor!: AuditActor;

  @Field(() => ID, { nullable: true, description: 'UUID of the device that acted; null when a user did.' })
  deviceId!: string | null;

  @Field(() => ID, { nullable: true, description: 'UUID of the platform user who acted; null when it was a user or a device of the tenant.' })
  platformUserId!: string | null;

  @Field(() => String, { description: 'Type of the object of the action, e.g. Order.' })
  entityType!: string;

  @Field(() => ID, { description: 'UUID of the object of the action.' })
  entityId!: string;

  @Field(() => String, { nullable: true, description: 'Reason of the action, in the words of the person who acted.' })
  reason!: string | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'Values that mattered before; null when the object did not exist. Amounts are in minor units of the tenant’s currency.',
  })
  before!: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'Values that mattered after; amounts are in minor units of the tenant’s currency.' })
  after!: unknown;

  @Field(() => String, { nullable: true, description: 'Network address that the request came from.' })
  ip!: string | null;

  @Field(() => String, { description: 'Id of the request, as in the answer’s header X-Request-ID.' })
  requestId!: string;
}

export const auditConnection = connectionTypes(() => AuditEntryType, { name: 'Audit', one: 'An entry', page: 'A page of the audit log, newest first.' });

@InputType({ description: 'Conditions for the audit log; an entry meets all that are set.' })
export class AuditFilter {
  @Field(() => ID, { nullable: true, description: 'Entries of one outlet.' })
  outletId?: string | null;

  @Field(() => [AuditAction], { nullable: true, description: 'Entries with any of these actions.' })
  action?: AuditAction[] | null;

  @Field(() => ID, { nullable: true, description: 'Entries of this user.' })
  userId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Entries of this device.' })
  deviceId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Entries that this user approved.' })
  approverId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Entries about this object, e.g. an order.' })
  entityId?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Entries at this instant or later.' })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Entries before this instant.' })
  until?: Date | null;
}
