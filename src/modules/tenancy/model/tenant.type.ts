import { Extensions, Field, ID, InputType, ObjectType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { Node } from '../../../kernel/graphql/node.type.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { LatePaymentPolicy, TenantStatus } from './tenant.entity.ts';

registerEnumType(LatePaymentPolicy, {
  name: 'LatePaymentPolicy',
  description: 'Policy for money that comes after its payment expired, or when nothing is due any more.',
  valuesConfig: {
    REFUND: { description: 'The money is refunded at once.' },
    REOPEN: { description: 'The money settles its order if the order can still take it; else a person decides.' },
    CREDIT: { description: 'The guest keeps the money as a credit.' },
  },
});

registerEnumType(TenantStatus, {
  name: 'TenantStatus',
  description: 'Status of a brand.',
  valuesConfig: {
    ACTIVE: { description: 'The brand trades.' },
    SUSPENDED: {
      description: 'The brand takes no orders and changes no settings; staff finish what is open, and read. Guests see only an order whose token they have.',
    },
  },
});

@Extensions({ guest: true })
@ObjectType('Tenant', { implements: Node, description: 'A brand: the tenant that owns outlets, a catalogue and users.', simpleResolvers: true })
export class TenantType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'Name of the brand for guests.' })
  name!: string;

  @Field(() => String, { description: 'Short name of the brand, unique on the platform; it can stand in X-Tenant-ID.' })
  slug!: string;

  @Field(() => String, { description: 'Country, ISO 3166-1 alpha-2, e.g. ID.' })
  country!: string;

  @Field(() => String, { description: 'IANA time zone, e.g. Asia/Jakarta; default for its outlets.' })
  timeZone!: string;

  @Field(() => String, { description: 'Language and region as a BCP 47 tag, e.g. id-ID.' })
  locale!: string;

  @Field(() => String, { nullable: true, description: 'Address of the logo.' })
  logoUrl!: string | null;

  @Field(() => String, { nullable: true, description: 'Legal name on receipts.' })
  legalName!: string | null;

  @Field(() => String, { nullable: true, description: 'Tax number: TIN or NPWP.' })
  taxId!: string | null;

  @Field(() => TenantStatus, { description: 'Status of the brand.' })
  status!: TenantStatus;
}

@InputType({ description: 'A new brand.' })
export class CreateTenantInput {
  @Field(() => String, { description: 'Name of the brand for guests, 1 to 120 characters.' })
  name!: string;

  @Field(() => String, { description: 'Short name of the brand: 2 to 40 lower-case letters, digits and inner dashes; unique on the platform.' })
  slug!: string;

  @Field(() => String, { description: 'Currency of all amounts, ISO 4217, e.g. IDR; it cannot be changed later.' })
  currency!: string;

  @Field(() => String, { description: 'Country, ISO 3166-1 alpha-2, e.g. ID.' })
  country!: string;

  @Field(() => String, { description: 'Time zone, one of the IANA names, e.g. Asia/Jakarta.' })
  timeZone!: string;

  @Field(() => String, { nullable: true, defaultValue: 'en', description: 'Language and region as a BCP 47 tag, e.g. id-ID.' })
  locale?: string | null;
}

export const CreateTenantPayload = payloadType('CreateTenant', { tenant: () => TenantType });

@InputType({
  description: 'Changes of the brand: only the fields that are sent change. Null clears a field that can be empty, and does not change the others.',
})
export class UpdateTenantInput {
  @Field(() => String, { nullable: true, description: 'Name of the brand for guests, 1 to 120 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Address of the logo: http or https, at most 2000 characters.' })
  logoUrl?: string | null;

  @Field(() => String, { nullable: true, description: 'Time zone, one of the IANA names, e.g. Asia/Jakarta.' })
  timeZone?: string | null;

  @Field(() => String, { nullable: true, description: 'Language and region as a BCP 47 tag, e.g. id-ID.' })
  locale?: string | null;

  @Field(() => String, { nullable: true, description: 'Legal name on receipts, at most 200 characters.' })
  legalName?: string | null;

  @Field(() => String, { nullable: true, description: 'Tax number, TIN or NPWP, at most 40 characters.' })
  taxId?: string | null;

  @Field(() => String, { nullable: true, description: 'Postal address of the company, at most 500 characters; it may have several lines.' })
  address?: string | null;

  @Field(() => String, { nullable: true, description: 'Phone number of the company, at most 40 characters.' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address of the company, at most 254 characters.' })
  email?: string | null;

  @Field(() => LatePaymentPolicy, { nullable: true, description: 'Policy for money that comes too late for its order.' })
  latePaymentPolicy?: LatePaymentPolicy | null;
}

export const UpdateTenantPayload = payloadType('UpdateTenant', { tenant: () => TenantType });

@InputType({ description: 'The brand to suspend.' })
export class SuspendTenantInput {
  @Field(() => ID, { description: 'UUID of the brand.' })
  tenantId!: string;
}

export const SuspendTenantPayload = payloadType('SuspendTenant', {
  tenant: { type: () => TenantType, description: 'The tenant as it is now; null when the mutation failed.' },
});

@InputType({ description: 'The brand to activate.' })
export class ActivateTenantInput {
  @Field(() => ID, { description: 'UUID of the brand.' })
  tenantId!: string;
}

export const ActivateTenantPayload = payloadType('ActivateTenant', {
  tenant: { type: () => TenantType, description: 'The tenant as it is now; null when the mutation failed.' },
});
