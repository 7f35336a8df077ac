import { Extensions, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { Node } from '../../kernel/node.type.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { LatePaymentPolicy, TenantStatus } from './tenant.entity.ts';

registerEnumType(LatePaymentPolicy, {
  name: 'LatePaymentPolicy',
  description: "What becomes of money that comes after its payment's time, or when nothing is due any more.",
  valuesConfig: {
    REFUND: { description: 'It is given back at once.' },
    REOPEN: { description: 'It settles its order if that can still take it; else a person decides.' },
    CREDIT: { description: 'The guest keeps it as a credit.' },
  },
});

registerEnumType(TenantStatus, {
  name: 'TenantStatus',
  description: 'Whether a brand trades.',
  valuesConfig: {
    ACTIVE: { description: 'It does.' },
    SUSPENDED: {
      description: 'It takes no orders and changes no settings; staff finish what is open, and read. Guests see only an order whose token they have.',
    },
  },
});

@Extensions({ guest: true })
@ObjectType('Tenant', { implements: Node, description: 'A brand.', simpleResolvers: true })
export class TenantType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'For guests.' })
  name!: string;

  @Field(() => String, { description: 'Short name, unique on the platform; may stand in X-Tenant-ID.' })
  slug!: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2.' })
  country!: string;

  @Field(() => String, { description: 'IANA time zone; default of its outlets.' })
  timeZone!: string;

  @Field(() => String, { description: 'BCP 47.' })
  locale!: string;

  @Field(() => String, { nullable: true, description: 'Web address of the logo.' })
  logoUrl!: string | null;

  @Field(() => String, { nullable: true, description: 'For receipts.' })
  legalName!: string | null;

  @Field(() => String, { nullable: true, description: 'TIN or NPWP.' })
  taxId!: string | null;

  @Field(() => TenantStatus, { description: 'Whether the brand trades.' })
  status!: TenantStatus;
}

@InputType({ description: 'A new brand.' })
export class CreateTenantInput {
  @Field(() => String, { description: '1 to 120 characters.' })
  name!: string;

  @Field(() => String, { description: '2 to 40 lower-case letters, digits and inner dashes; unique on the platform.' })
  slug!: string;

  @Field(() => String, { description: 'ISO 4217; cannot be changed later.' })
  currency!: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2.' })
  country!: string;

  @Field(() => String, { description: 'IANA time zone.' })
  timeZone!: string;

  @Field(() => String, { nullable: true, defaultValue: 'en', description: 'BCP 47.' })
  locale?: string | null;
}

@ObjectType({ description: 'Answer of createTenant.', simpleResolvers: true })
export class CreateTenantPayload {
  @Field(() => TenantType, { nullable: true, description: 'The tenant; null when the mutation failed.' })
  tenant?: TenantType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Changes of the tenant: only the fields that are sent change; null clears what may be empty, and leaves the rest.' })
export class UpdateTenantInput {
  @Field(() => String, { nullable: true, description: '1 to 120 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'http or https address.' })
  logoUrl?: string | null;

  @Field(() => String, { nullable: true, description: 'IANA time zone.' })
  timeZone?: string | null;

  @Field(() => String, { nullable: true, description: 'BCP 47.' })
  locale?: string | null;

  @Field(() => String, { nullable: true, description: 'For receipts.' })
  legalName?: string | null;

  @Field(() => String, { nullable: true, description: 'TIN or NPWP.' })
  taxId?: string | null;

  @Field(() => String, { nullable: true, description: 'Of the company.' })
  address?: string | null;

  @Field(() => String, { nullable: true, description: 'Of the company.' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'Of the company.' })
  email?: string | null;

  @Field(() => LatePaymentPolicy, { nullable: true, description: 'What becomes of money that comes too late.' })
  latePaymentPolicy?: LatePaymentPolicy | null;
}

@ObjectType({ description: 'Answer of updateTenant.', simpleResolvers: true })
export class UpdateTenantPayload {
  @Field(() => TenantType, { nullable: true, description: 'The tenant; null when the mutation failed.' })
  tenant?: TenantType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'The brand to be suspended.' })
export class SuspendTenantInput {
  @Field(() => ID, { description: 'Id of the brand.' })
  tenantId!: string;
}

@ObjectType({ description: 'Answer of suspendTenant.', simpleResolvers: true })
export class SuspendTenantPayload {
  @Field(() => TenantType, { nullable: true, description: 'The tenant as it is now; null when the mutation failed.' })
  tenant?: TenantType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'The brand to be activated.' })
export class ActivateTenantInput {
  @Field(() => ID, { description: 'Id of the brand.' })
  tenantId!: string;
}

@ObjectType({ description: 'Answer of activateTenant.', simpleResolvers: true })
export class ActivateTenantPayload {
  @Field(() => TenantType, { nullable: true, description: 'The tenant as it is now; null when the mutation failed.' })
  tenant?: TenantType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
