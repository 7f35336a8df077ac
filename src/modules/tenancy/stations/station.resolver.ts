import { ARCHIVED_ARGUMENT } from '../../../kernel/graphql/archive.type.ts';
import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { command } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { KitchenStation, type Outlet } from '../model/outlet.entity.ts';
import { findStations } from '../model/outlet.repository.ts';
import { KitchenStationType, OutletType } from '../model/outlet.type.ts';
import { createStation } from './create-station.ts';
import { CreateStationInput, CreateStationPayload, UpdateStationInput, UpdateStationPayload } from './station.type.ts';
import { updateStation } from './update-station.ts';

@Resolver(() => KitchenStationType)
export class StationResolver {
  @Query(() => [KitchenStationType], { description: 'Kitchen stations that the caller can reach, by code; at most 1,000. Staff and devices of the kitchen.' })
  @Authorized('READ_STATIONS')
  stations(
    @Ctx() ctx: Context,
    @Arg('outletId', () => ID, { nullable: true, description: 'UUID of an outlet, for its stations only.' }) outletId: string | null = null,
    @Arg('archived', () => Boolean, ARCHIVED_ARGUMENT) archived: boolean | null,
  ): Promise<KitchenStation[]> {
    return findStations(ctx, { outletId, archived });
  }

  @Mutation(() => CreateStationPayload, { description: 'Adds a kitchen station. TENANT_OWNER.' })
  @Authorized('MANAGE_TENANT')
  createStation(@Ctx() ctx: Context, @Arg('input', () => CreateStationInput) input: CreateStationInput): Promise<ValueOf<typeof CreateStationPayload>> {
    return command(ctx, { field: 'createStation', input, of: KitchenStation, run: () => createStation(ctx, input), payload: (station) => ({ station }) });
  }

  @Mutation(() => UpdateStationPayload, { description: 'Changes a kitchen station. TENANT_OWNER.' })
  @Authorized('MANAGE_TENANT')
  updateStation(@Ctx() ctx: Context, @Arg('input', () => UpdateStationInput) input: UpdateStationInput): Promise<ValueOf<typeof UpdateStationPayload>> {
    return command(ctx, { field: 'updateStation', input, of: KitchenStation, run: () => updateStation(ctx, input), payload: (station) => ({ station }) });
  }

  @FieldResolver(() => OutletType, { description: 'Outlet of the station.' })
  outlet(@Root() station: KitchenStation): Promise<Outlet> {
    return station.outlet.loadOrFail();
  }
}
