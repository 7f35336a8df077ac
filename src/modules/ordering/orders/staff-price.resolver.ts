import { Arg, Authorized, Ctx, Mutation, Resolver, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { command } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { type Approval, approvalOf, requireApprovalSent, withoutApproval } from '../../identity/index.ts';
import { Order } from '../model/order.entity.ts';
import { DiscountOrderPayload, OverridePricePayload, RemoveDiscountPayload } from '../model/order.type.ts';
import { DiscountOrderInput, OverridePriceInput, RemoveDiscountInput } from '../pricing/staff-price.input.type.ts';
import { discountOrder } from './discount-order.ts';
import { overridePrice } from './override-price.ts';
import { removeDiscount } from './remove-discount.ts';

const orderPayload = (order: Order): { order: Order } => ({ order });

/** What all commands that change a price by hand have in common. */
const priceCommand = (ctx: Context, approval: Approval | undefined) => ({
  of: Order,
  prepare: approval,
  authorize: (): void => requireApprovalSent(ctx, 'DISCOUNT', approval),
  payload: orderPayload,
});

const REPRICED =
  'The order is priced again with the rules and promotions that it was placed with: they stay, and their minimum purchases and limits are not checked again. ' +
  'It is refused once the order is COMPLETED or CANCELLED, and when the order would cost less than what is paid. MANAGER, or CASHIER with an approval.';

/** Commands that may need an approval. The approver is verified before the transaction begins. */
@Resolver()
export class StaffPriceResolver {
  @Mutation(() => DiscountOrderPayload, { description: `Gives a discount on an order, or on one line. ${REPRICED}` })
  @Authorized('CHANGE_PRICE')
  discountOrder(@Ctx() ctx: Context, @Arg('input', () => DiscountOrderInput) input: DiscountOrderInput): Promise<ValueOf<typeof DiscountOrderPayload>> {
    const approval = approvalOf(ctx, input.approval);
    const about = { ...priceCommand(ctx, approval), input: withoutApproval(input) };
    return command(ctx, { ...about, field: 'discountOrder', run: () => discountOrder(ctx, input, approval) });
  }

  @Mutation(() => RemoveDiscountPayload, { description: `Takes back a discount that staff gave. ${REPRICED}` })
  @Authorized('CHANGE_PRICE')
  removeDiscount(@Ctx() ctx: Context, @Arg('input', () => RemoveDiscountInput) input: RemoveDiscountInput): Promise<ValueOf<typeof RemoveDiscountPayload>> {
    const approval = approvalOf(ctx, input.approval);
    const about = { ...priceCommand(ctx, approval), input: withoutApproval(input) };
    return command(ctx, { ...about, field: 'removeDiscount', run: () => removeDiscount(ctx, input, approval) });
  }

  @Mutation(() => OverridePricePayload, { description: `Sets the unit price of a line. ${REPRICED}` })
  @Authorized('CHANGE_PRICE')
  overridePrice(@Ctx() ctx: Context, @Arg('input', () => OverridePriceInput) input: OverridePriceInput): Promise<ValueOf<typeof OverridePricePayload>> {
    const approval = approvalOf(ctx, input.approval);
    const about = { ...priceCommand(ctx, approval), input: withoutApproval(input) };
    return command(ctx, { ...about, field: 'overridePrice', run: () => overridePrice(ctx, input, approval) });
  }
}
