import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { command } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { approvalOf, withoutApproval } from '../../identity/index.ts';
import { type Payment, PaymentType, paymentsOfOrder } from '../../payments/index.ts';
import { Order } from '../model/order.entity.ts';
import { PlaceOrderPayload } from '../model/order.type.ts';
import { PlaceOrderInput } from '../pricing/order.input.type.ts';
import { placeOrder, prepareToPlace, requirePlacePermissions } from './place-order.ts';

/** The result of placeOrder, also of a repeated call. */
interface Placed {
  readonly order: Order;
  /** Whether the order came with its cash. */
  readonly isSale: boolean;
}

@Resolver(() => PlaceOrderPayload)
export class PlaceOrderResolver {
  @Mutation(() => PlaceOrderPayload, {
    description:
      'Places an order. The same id, or the same Idempotency-Key, again gives the same order. CASHIER, and kiosks; a guest at a table with its tableToken; a ' +
      'CUSTOMER with one, or to take away. With payment it is a counter sale: placed, paid in cash, and completed when no kitchen has anything to make, all ' +
      'or nothing. Prices and discounts by hand: MANAGER, or CASHIER with an approval.',
  })
  @Authorized('PLACE_ORDER')
  placeOrder(@Ctx() ctx: Context, @Arg('input', () => PlaceOrderInput) input: PlaceOrderInput): Promise<ValueOf<typeof PlaceOrderPayload>> {
    const approval = approvalOf(ctx, input.approval);
    const prepare = (): Promise<void> => prepareToPlace(ctx, input, approval);
    const payload = (order: Order): Placed => ({ order, isSale: input.payment != null });
    const authorize = (): void => requirePlacePermissions(ctx, input, approval);
    return command(ctx, {
      field: 'placeOrder',
      input: withoutApproval(input),
      prepare,
      of: Order,
      run: () => placeOrder(ctx, input, approval),
      authorize,
      payload,
    });
  }

  @FieldResolver(() => PaymentType, {
    nullable: true,
    description: 'Payment for the cash that was taken with the order, with its change; null when no payment was sent, or nothing was due.',
  })
  @Authorized('READ_PAYMENTS')
  async payment(@Root() { order, isSale }: Partial<Placed>, @Ctx() ctx: Context): Promise<Payment | null> {
    return order && isSale ? ((await paymentsOfOrder(ctx).load(order.id))[0] ?? null) : null;
  }
}
