import { CurrencyType, currencyOf } from '../../../kernel/graphql/currency.type.ts';
import { Arg, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver, Root, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { command, type Payload } from '../../../kernel/request/command.ts';
import { type Context, platformContext } from '../../../kernel/request/context.ts';
import { Outlet } from '../model/outlet.entity.ts';
import { findOutlets } from '../model/outlet.repository.ts';
import { OutletType } from '../model/outlet.type.ts';
import { currentTenant } from '../model/reach.ts';
import { LatePaymentPolicy, Tenant, type TenantStatus } from '../model/tenant.entity.ts';
import {
  ActivateTenantInput,
  ActivateTenantPayload,
  CreateTenantInput,
  CreateTenantPayload,
  SuspendTenantInput,
  SuspendTenantPayload,
  TenantType,
  UpdateTenantInput,
  UpdateTenantPayload,
} from '../model/tenant.type.ts';
import { createTenant } from './create-tenant.ts';
import { contextInTenant, setTenantStatus } from './set-tenant-status.ts';
import { updateTenant } from './update-tenant.ts';

@Resolver(() => TenantType)
export class TenantResolver {
  @Query(() => TenantType, { description: 'Brand of the request: that of the token, else that of X-Tenant-ID. Guests too.' })
  @Authorized('PUBLIC')
  tenant(@Ctx() ctx: Context): Promise<Tenant> {
    return currentTenant(ctx);
  }

  @Mutation(() => CreateTenantPayload, { description: 'Creates a brand. Platform only.' })
  @Authorized('MANAGE_PLATFORM')
  createTenant(@Ctx() ctx: Context, @Arg('input', () => CreateTenantInput) input: CreateTenantInput): Promise<ValueOf<typeof CreateTenantPayload>> {
    const platform = platformContext(ctx);
    return command(platform, { field: 'createTenant', input, of: Tenant, run: () => createTenant(platform, input), payload: (tenant) => ({ tenant }) });
  }

  @Mutation(() => UpdateTenantPayload, { description: 'Changes the settings of the brand. TENANT_OWNER.' })
  @Authorized('MANAGE_TENANT')
  updateTenant(@Ctx() ctx: Context, @Arg('input', () => UpdateTenantInput) input: UpdateTenantInput): Promise<ValueOf<typeof UpdateTenantPayload>> {
    return command(ctx, { field: 'updateTenant', input, of: Tenant, run: () => updateTenant(ctx, input), payload: (tenant) => ({ tenant }) });
  }

  @Mutation(() => SuspendTenantPayload, {
    description:
      'Suspends a brand: it takes no orders (OUTLET_CLOSED with `details.reason` TENANT_SUSPENDED) and changes no settings, and guests get FORBIDDEN. Its ' +
      'staff sign in, read, and finish what is open. Its slug stays taken. Platform only.',
  })
  @Authorized('MANAGE_PLATFORM')
  suspendTenant(@Ctx() ctx: Context, @Arg('input', () => SuspendTenantInput) input: SuspendTenantInput): Promise<ValueOf<typeof SuspendTenantPayload>> {
    return switchTenant(ctx, 'suspendTenant', input, 'SUSPENDED');
  }

  @Mutation(() => ActivateTenantPayload, { description: 'Lets a suspended brand trade again, as it did. Platform only.' })
  @Authorized('MANAGE_PLATFORM')
  activateTenant(@Ctx() ctx: Context, @Arg('input', () => ActivateTenantInput) input: ActivateTenantInput): Promise<ValueOf<typeof ActivateTenantPayload>> {
    return switchTenant(ctx, 'activateTenant', input, 'ACTIVE');
  }

  @FieldResolver(() => CurrencyType, { description: 'Currency of every amount of the brand.' })
  currency(@Root() tenant: Tenant): CurrencyType {
    return currencyOf(tenant.currency);
  }

  @FieldResolver(() => LatePaymentPolicy, { description: 'Policy for money that comes too late for its order. Staff at a till.' })
  @Authorized('REFUND_PAYMENT')
  latePaymentPolicy(@Root() tenant: Tenant): LatePaymentPolicy {
    return tenant.latePaymentPolicy;
  }

  @FieldResolver(() => [OutletType], { description: 'Outlets in use that the caller can reach; at most 1,000.' })
  outlets(@Root() tenant: Tenant, @Ctx() ctx: Context): Promise<Outlet[]> {
    return tenant.id === ctx.session.tenantId ? findOutlets(ctx, { archived: false, search: null }) : Promise.resolve([]);
  }
}

async function switchTenant(ctx: Context, field: string, input: SuspendTenantInput, status: TenantStatus): Promise<Payload<{ tenant: Tenant }>> {
  const scoped = await contextInTenant(ctx, input.tenantId);
  return command(scoped, { field, input, of: Tenant, run: () => setTenantStatus(scoped, status), payload: (tenant) => ({ tenant }) });
}
