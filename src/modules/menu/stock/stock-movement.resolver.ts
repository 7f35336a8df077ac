import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from '../../../kernel/graphql/decorators.ts';
import { PageArgs } from '../../../kernel/graphql/page.type.ts';
import type { Connection } from '../../../kernel/lists/page.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { type Device, DeviceType, devicesInReach, type User, UserType } from '../../identity/index.ts';
import type { StockMovement } from '../model/stock-movement.entity.ts';
import { findStockMovements } from './stock-movement.repository.ts';
import { StockMovementType, stockMovementConnection } from './stock-movement.type.ts';

@Resolver(() => StockMovementType)
export class StockMovementResolver {
  @Query(() => stockMovementConnection.type, {
    description: 'Ledger of a product’s stock at an outlet, newest first: every unit that came or went, with the reason. KITCHEN and above.',
  })
  @Authorized('SET_AVAILABILITY')
  stockMovements(
    @Ctx() ctx: Context,
    @Arg('outletId', () => ID, { description: 'UUID of the outlet whose stock it is.' }) outletId: string,
    @Arg('productId', () => ID, { description: 'UUID of a product that the outlet sells.' }) productId: string,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<Connection<StockMovement>> {
    return findStockMovements(ctx, { outletId, productId }, page);
  }

  @FieldResolver(() => DeviceType, { nullable: true, description: 'Device at which the movement was made; null when the caller cannot reach it. MANAGER.' })
  @Authorized('MANAGE_OUTLET')
  device(@Root() { deviceId }: StockMovement, @Ctx() ctx: Context): Promise<Device | null> | null {
    return deviceId == null ? null : devicesInReach(ctx).load(deviceId);
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'User who made the movement; null for devices, guests and the platform. CASHIER and above.' })
  @Authorized('READ_STAFF')
  async user(@Root() movement: StockMovement): Promise<User | null> {
    return (await movement.user?.load()) ?? null;
  }
}
