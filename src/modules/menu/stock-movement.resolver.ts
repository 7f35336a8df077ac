import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../kernel/context.ts';
import { type User, UserType } from '../identity/index.ts';
import type { StockMovement } from './stock-movement.entity.ts';
import { findStockMovements } from './stock-movement.repository.ts';
import { StockMovementType, stockMovementConnection } from './stock-movement.type.ts';

@Resolver(() => StockMovementType)
export class StockMovementResolver {
  @Query(() => stockMovementConnection.type, {
    description: 'The ledger of a product’s stock at an outlet, newest first: every unit that came or went, and why. KITCHEN and above.',
  })
  @Authorized('SET_AVAILABILITY')
  stockMovements(
    @Ctx() ctx: Context,
    @Arg('outletId', () => ID, { description: 'The outlet whose stock it is.' }) outletId: string,
    @Arg('productId', () => ID, { description: 'A product that it sells.' }) productId: string,
    @Arg('first', () => Int, { nullable: true, defaultValue: 20, description: '1 to 100.' }) first: number | null,
    @Arg('after', () => String, { nullable: true, description: 'endCursor of the page before.' }) after: string | null,
  ): Promise<unknown> {
    return findStockMovements(ctx, { outletId, productId }, { first: first ?? 20, after: after ?? null });
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'Who did it; null for devices, guests and the platform. CASHIER and above.' })
  @Authorized('READ_STAFF')
  async user(@Root() movement: StockMovement): Promise<User | null> {
    return (await movement.user?.load()) ?? null;
  }
}
