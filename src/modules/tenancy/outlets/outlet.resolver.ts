import { ARCHIVED_ARGUMENT } from '../../../kernel/graphql/archive.type.ts';
import { CurrencyType, currencyOf } from '../../../kernel/graphql/currency.type.ts';
import { Arg, Authorized, Ctx, Extensions, FieldResolver, ID, Mutation, Query, Resolver, Root, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { isArchived } from '../../../kernel/request/archive.ts';
import { command } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { DateTimeScalar } from '../../../kernel/values/scalars.ts';
import { Channel } from '../model/channel.ts';
import { KitchenStation, Outlet } from '../model/outlet.entity.ts';
import { findOutlets } from '../model/outlet.repository.ts';
import { ChannelSettingType, KitchenStationType, OutletType, ServiceChargeRateType } from '../model/outlet.type.ts';
import { currentTenant, findOutlet } from '../model/reach.ts';
import { serviceChargesOf } from '../model/service-charge.ts';
import type { Tenant } from '../model/tenant.entity.ts';
import { TenantType } from '../model/tenant.type.ts';
import { createOutlet } from './create-outlet.ts';
import { PauseChannelInput, ResumeChannelInput, SetConfirmOnInput, SetOpeningHoursInput } from './opening-hours.type.ts';
import {
  CreateOutletInput,
  CreateOutletPayload,
  PauseChannelPayload,
  ResumeChannelPayload,
  SetConfirmOnPayload,
  SetOpeningHoursPayload,
  UpdateOutletInput,
  UpdateOutletPayload,
} from './outlet.input.type.ts';
import { pauseChannel, resumeChannel, setConfirmOn } from './set-channel.ts';
import { setOpeningHours } from './set-opening-hours.ts';
import { updateOutlet } from './update-outlet.ts';

@Resolver(() => OutletType)
export class OutletResolver {
  @Query(() => OutletType, { nullable: true, description: 'One outlet; null when it does not exist or the caller cannot reach it. Guests too.' })
  @Authorized('PUBLIC')
  outlet(@Ctx() ctx: Context, @Arg('id', () => ID, { description: shared.outletId }) id: string): Promise<Outlet | null> {
    return findOutlet(ctx, id);
  }

  @Query(() => [OutletType], { description: 'Outlets that the caller can reach, by code; at most 1,000. Guests too.' })
  @Authorized('PUBLIC')
  outlets(
    @Ctx() ctx: Context,
    @Arg('archived', () => Boolean, ARCHIVED_ARGUMENT) archived: boolean | null,
    @Arg('search', () => String, {
      nullable: true,
      description: 'Beginnings of words of the name or the code, at most 5 words; letter case and accents do not count.',
    })
    search: string | null = null,
  ): Promise<Outlet[]> {
    return findOutlets(ctx, { archived, search });
  }

  @Mutation(() => CreateOutletPayload, { description: 'Creates an outlet. TENANT_OWNER.' })
  @Authorized('MANAGE_TENANT')
  createOutlet(@Ctx() ctx: Context, @Arg('input', () => CreateOutletInput) input: CreateOutletInput): Promise<ValueOf<typeof CreateOutletPayload>> {
    return command(ctx, { field: 'createOutlet', input, of: Outlet, run: () => createOutlet(ctx, input), payload: (outlet) => ({ outlet }) });
  }

  @Mutation(() => UpdateOutletPayload, { description: 'Changes the settings of an outlet. TENANT_OWNER.' })
  @Authorized('MANAGE_TENANT')
  updateOutlet(@Ctx() ctx: Context, @Arg('input', () => UpdateOutletInput) input: UpdateOutletInput): Promise<ValueOf<typeof UpdateOutletPayload>> {
    return command(ctx, { field: 'updateOutlet', input, of: Outlet, run: () => updateOutlet(ctx, input), payload: (outlet) => ({ outlet }) });
  }

  @Mutation(() => SetOpeningHoursPayload, { description: 'Sets the opening hours of an outlet. MANAGER.' })
  @Authorized('MANAGE_OUTLET')
  setOpeningHours(@Ctx() ctx: Context, @Arg('input', () => SetOpeningHoursInput) input: SetOpeningHoursInput): Promise<ValueOf<typeof SetOpeningHoursPayload>> {
    return command(ctx, { field: 'setOpeningHours', input, of: Outlet, run: () => setOpeningHours(ctx, input), payload: (outlet) => ({ outlet }) });
  }

  @Mutation(() => PauseChannelPayload, { description: 'Stops taking orders of a channel until an instant. MANAGER.' })
  @Authorized('PAUSE_CHANNEL')
  pauseChannel(@Ctx() ctx: Context, @Arg('input', () => PauseChannelInput) input: PauseChannelInput): Promise<ValueOf<typeof PauseChannelPayload>> {
    return command(ctx, { field: 'pauseChannel', input, of: Outlet, run: () => pauseChannel(ctx, input), payload: (outlet) => ({ outlet }) });
  }

  @Mutation(() => ResumeChannelPayload, { description: 'Takes orders of a paused channel again. MANAGER.' })
  @Authorized('PAUSE_CHANNEL')
  resumeChannel(@Ctx() ctx: Context, @Arg('input', () => ResumeChannelInput) input: ResumeChannelInput): Promise<ValueOf<typeof ResumeChannelPayload>> {
    return command(ctx, { field: 'resumeChannel', input, of: Outlet, run: () => resumeChannel(ctx, input), payload: (outlet) => ({ outlet }) });
  }

  @Mutation(() => SetConfirmOnPayload, { description: 'Sets when the orders of a channel go to the kitchen. MANAGER.' })
  @Authorized('MANAGE_OUTLET')
  setConfirmOn(@Ctx() ctx: Context, @Arg('input', () => SetConfirmOnInput) input: SetConfirmOnInput): Promise<ValueOf<typeof SetConfirmOnPayload>> {
    return command(ctx, { field: 'setConfirmOn', input, of: Outlet, run: () => setConfirmOn(ctx, input), payload: (outlet) => ({ outlet }) });
  }

  @Extensions({ fromMenu: true })
  @FieldResolver(() => CurrencyType, { description: shared.currency })
  async currency(@Ctx() ctx: Context): Promise<CurrencyType> {
    return currencyOf((await currentTenant(ctx)).currency);
  }

  @FieldResolver(() => TenantType, { description: 'Brand of the outlet.' })
  tenant(@Ctx() ctx: Context): Promise<Tenant> {
    return currentTenant(ctx);
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether it is open now by its hours and exceptions. Staff may order at other times; other channels get OUTLET_CLOSED.',
  })
  openNow(@Root() outlet: Outlet, @Ctx() ctx: Context): boolean {
    return outlet.isOpenAt(ctx.services.clock.now());
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'Instant at which it opens next, if it is closed now; null when it is open, or when no opening is set for the next 400 days.',
  })
  opensAt(@Root() outlet: Outlet, @Ctx() ctx: Context): Date | null {
    const now = ctx.services.clock.now();
    return outlet.isOpenAt(now) ? null : outlet.nextChangeAfter(now);
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'Instant at which it closes next, if it is open now; null when it is closed, or open without an end in the next 400 days.',
  })
  closesAt(@Root() outlet: Outlet, @Ctx() ctx: Context): Date | null {
    const now = ctx.services.clock.now();
    return outlet.isOpenAt(now) ? outlet.nextChangeAfter(now) : null;
  }

  @FieldResolver(() => [ChannelSettingType], { description: 'Settings of every channel.' })
  channels(@Root() outlet: Outlet, @Ctx() ctx: Context): ChannelSettingType[] {
    return Object.values(Channel).map((channel) => outlet.channelAt(channel, ctx.services.clock.now()));
  }

  @FieldResolver(() => [ServiceChargeRateType], { description: 'Service charge of each service mode that it offers; at most 3.' })
  serviceChargeRates(@Root() outlet: Outlet): ServiceChargeRateType[] {
    return serviceChargesOf(outlet);
  }

  @FieldResolver(() => Boolean, { description: 'Whether cash is taken only in an open shift of the drawer. CASHIER.' })
  @Authorized('RUN_SHIFT')
  cashNeedsShift(@Root() outlet: Outlet): boolean {
    return outlet.cashNeedsShift;
  }

  @FieldResolver(() => Boolean, { description: 'Whether completeOrder serves an order that is not served yet. CASHIER.' })
  @Authorized('RUN_ORDER')
  completeServes(@Root() outlet: Outlet): boolean {
    return outlet.completeServes;
  }

  @FieldResolver(() => [KitchenStationType], { description: 'Kitchen stations in use, by code. Staff and devices of the kitchen.' })
  @Authorized('READ_STATIONS')
  async stations(@Root() outlet: Outlet): Promise<KitchenStation[]> {
    return (await outlet.stations.loadItems()).filter((station) => !isArchived(station));
  }
}
