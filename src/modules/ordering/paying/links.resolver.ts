import { Authorized, Ctx, FieldResolver, Resolver, Root } from '../../../kernel/graphql/decorators.ts';
import type { Context } from '../../../kernel/request/context.ts';
import {
  type MenuItem,
  MenuItemType,
  type ModifierOption,
  ModifierOptionType,
  menuItemAt,
  optionsInReach,
  type Product,
  ProductType,
  productsInReach,
  type StockMovement,
  StockMovementType,
} from '../../menu/index.ts';
import { type Payment, PaymentType, type Refund, RefundType } from '../../payments/index.ts';
import { type Promotion, PromotionObject, promotionsInReach } from '../../promotions/index.ts';
import type { Order, OrderLine } from '../model/order.entity.ts';
import { linesById, ordersById } from '../model/order.loaders.ts';
import { OrderLineModifierType, OrderLineType, OrderType } from '../model/order.type.ts';
import { AppliedDiscountType, AppliedPromotionType, NotAppliedPromotionType } from '../model/pricing.type.ts';
import type { LineModifier } from '../model/pricing-snapshot.ts';
import type { ShownDiscount } from '../pricing/explain.ts';
import { QuoteLineType } from '../pricing/quote.type.ts';
import { RefundedLineType } from '../refunds/refund.type.ts';
import { SplitLineType } from '../refunds/split.type.ts';

/** The objects of ids. An object that belongs to an order in reach needs no second check of its reach. */

const PROMOTION = { nullable: true, description: 'The promotion as it is now; null when the caller cannot reach it. CASHIER.' };

@Resolver(() => AppliedDiscountType)
export class AppliedDiscountResolver {
  @FieldResolver(() => PromotionObject, PROMOTION)
  @Authorized('READ_PROMOTIONS')
  promotion(@Root() { promotionId }: ShownDiscount, @Ctx() ctx: Context): Promise<Promotion | null> | null {
    return promotionId === null ? null : promotionsInReach(ctx).load(promotionId);
  }
}

@Resolver(() => AppliedPromotionType)
export class AppliedPromotionResolver {
  @FieldResolver(() => PromotionObject, PROMOTION)
  @Authorized('READ_PROMOTIONS')
  promotion(@Root() { promotionId }: ShownDiscount, @Ctx() ctx: Context): Promise<Promotion | null> | null {
    return promotionId === null ? null : promotionsInReach(ctx).load(promotionId);
  }
}

@Resolver(() => NotAppliedPromotionType)
export class NotAppliedPromotionResolver {
  @FieldResolver(() => PromotionObject, PROMOTION)
  @Authorized('READ_PROMOTIONS')
  promotion(@Root() { promotionId }: { readonly promotionId: string | null }, @Ctx() ctx: Context): Promise<Promotion | null> | null {
    return promotionId === null ? null : promotionsInReach(ctx).load(promotionId);
  }
}

@Resolver(() => OrderLineModifierType)
export class OrderLineModifierResolver {
  @FieldResolver(() => ModifierOptionType, {
    nullable: true,
    description: 'The option in the catalogue as it is now; null when the caller cannot reach it. KITCHEN and above.',
  })
  @Authorized('READ_CATALOGUE')
  option(@Root() { optionId }: Partial<LineModifier>, @Ctx() ctx: Context): Promise<ModifierOption | null> | null {
    return optionId === undefined ? null : optionsInReach(ctx).load(optionId);
  }
}

@Resolver(() => QuoteLineType)
export class QuoteLineResolver {
  @FieldResolver(() => ProductType, { nullable: true, description: 'The product in the catalogue. KITCHEN and above.' })
  @Authorized('READ_CATALOGUE')
  product(@Root() { productId }: { readonly productId: string }, @Ctx() ctx: Context): Promise<Product | null> {
    return productsInReach(ctx).load(productId);
  }

  @FieldResolver(() => MenuItemType, { nullable: true, description: "The product on the outlet's menu. Guests too." })
  menuItem(@Root() { outletId, productId }: { readonly outletId: string; readonly productId: string }, @Ctx() ctx: Context): Promise<MenuItem | null> {
    return menuItemAt(ctx, outletId, productId);
  }
}

@Resolver(() => PaymentType)
export class PaymentOrderResolver {
  @FieldResolver(() => OrderType, { nullable: true, description: 'The order that the payment is for. Staff, and a kiosk for its own orders.' })
  @Authorized('READ_ORDER')
  order(@Root() { orderId }: Payment, @Ctx() ctx: Context): Promise<Order | null> {
    return ordersById(ctx).load(orderId);
  }
}

@Resolver(() => RefundType)
export class RefundOrderResolver {
  @FieldResolver(() => OrderType, { nullable: true, description: 'The order that the refund is for. Staff.' })
  @Authorized('READ_ORDER')
  order(@Root() { orderId }: Refund, @Ctx() ctx: Context): Promise<Order | null> {
    return ordersById(ctx).load(orderId);
  }
}

@Resolver(() => StockMovementType)
export class StockMovementOrderResolver {
  @FieldResolver(() => OrderType, { nullable: true, description: 'The order of a sale or a return; null for every other movement. Staff.' })
  @Authorized('READ_ORDER')
  order(@Root() { orderId }: StockMovement, @Ctx() ctx: Context): Promise<Order | null> | null {
    return orderId == null ? null : ordersById(ctx).load(orderId);
  }
}

@Resolver(() => RefundedLineType)
export class RefundedLineResolver {
  @FieldResolver(() => OrderLineType, { nullable: true, description: 'The line of the order. Staff.' })
  @Authorized('READ_ORDER')
  line(@Root() { lineId }: { readonly lineId: string }, @Ctx() ctx: Context): Promise<OrderLine | null> {
    return linesById(ctx).load(lineId);
  }
}

@Resolver(() => SplitLineType)
export class SplitLineResolver {
  @FieldResolver(() => OrderLineType, { nullable: true, description: 'The line of the order. Staff.' })
  @Authorized('READ_ORDER')
  line(@Root() { lineId }: { readonly lineId: string }, @Ctx() ctx: Context): Promise<OrderLine | null> {
    return linesById(ctx).load(lineId);
  }
}
