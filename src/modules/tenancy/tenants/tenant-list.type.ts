import { connectionTypes } from '../../../kernel/graphql/connection.type.ts';
import { Field, InputType } from '../../../kernel/graphql/decorators.ts';
import { orderType } from '../../../kernel/graphql/sorting.type.ts';
import { TenantStatus } from '../model/tenant.entity.ts';
import { TenantType } from '../model/tenant.type.ts';
import { TENANT_ORDERS, type TenantFilter } from './find-tenants.ts';

export const tenantConnection = connectionTypes(() => TenantType, { name: 'Tenant', one: 'A brand', page: 'A page of brands.' });
export const TenantOrder = orderType('Tenant', 'brands', TENANT_ORDERS);

@InputType('TenantFilter', { description: 'Conditions for a list of brands; a brand meets all that are set.' })
export class TenantFilterInput implements TenantFilter {
  @Field(() => TenantStatus, { nullable: true, description: 'Brands with this status; default: both.' })
  status?: TenantStatus | null;

  @Field(() => String, { nullable: true, description: 'Brands of this country, ISO 3166-1 alpha-2, e.g. ID.' })
  country?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Beginnings of words of the name or the slug, e.g. "kopi sen". Letter case and accents do not count; at most 5 words.',
  })
  search?: string | null;
}
