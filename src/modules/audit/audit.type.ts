import { connectionTypes } from '../../kernel/graphql/connection.type.ts';
import { Field, ID, InputType, ObjectType, registerEnumType } from '../../kernel/graphql/decorators.ts';
import { shared } from '../../kernel/graphql/descriptions.ts';
import { Node } from '../../kernel/graphql/node.type.ts';
import type { AuditAction } from '../../kernel/request/audit.ts';
import { DateTimeScalar, JsonScalar } from '../../kernel/values/scalars.ts';
import { AuditActor } from './audit-entry.entity.ts';

/** Filled before the schema is built, with the actions of all modules: see `nameAuditActions`. */
const AuditActions: Record<string, string> = {};
const descriptions: Record<string, { description: string }> = {};
registerEnumType(AuditActions, { name: 'AuditAction', description: 'Action that is audited. New values may be added.', valuesConfig: descriptions });

/** Registers the audited actions with their descriptions. Call it before the schema is built. */
export function nameAuditActions(actions: Readonly<Record<string, string>>): void {
  for (const [name, description] of Object.entries(actions)) {
    AuditActions[name] = name;
    descriptions[name] = { description };
  }
}

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

  @Field(() => AuditActions, { description: 'Action that was done.' })
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

  @Field(() => [AuditActions], { nullable: true, description: 'Entries with any of these actions.' })
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
