/** How many entries a plain list is taken to have when an operation's cost is counted before it is executed. */
export const USUAL_SIZE = 10;

/** Lists that are usually longer or shorter, by `Type.field`: what a busy restaurant has, not the most there can be. */
export const listSizes: Readonly<Record<string, number>> = {
  'AppliedDiscount.lines': 5,
  'AppliedPromotion.lines': 5,
  'BoardSnapshot.entries': 20,
  'BundleItem.categories': 2,
  'BundleItem.products': 5,
  'CancelPaymentPayload.warnings': 1,
  'CapturePaymentPayload.warnings': 1,
  'Category.products': 20,
  'CheckPaymentPayload.warnings': 1,
  'CreateTaxRegimePayload.outlets': 5,
  'Device.stations': 2,
  'KitchenTicket.items': 3,
  'KitchenTicketItem.modifiers': 2,
  'MenuItem.modifierGroups': 2,
  'MenuModifierGroup.options': 4,
  'MenuSection.items': 20,
  'ModifierGroup.options': 4,
  'OpeningException.intervals': 2,
  'Order.appliedPromotions': 2,
  'Order.discounts': 2,
  'Order.lines': 5,
  'Order.notAppliedPromotions': 2,
  'Order.payments': 2,
  'Order.tickets': 2,
  'OrderLine.modifiers': 2,
  'OrderQuote.appliedPromotions': 2,
  'OrderQuote.discounts': 2,
  'OrderQuote.lines': 5,
  'OrderQuote.notAppliedPromotions': 2,
  'OrderTotals.taxes': 2,
  'OrderTracking.discounts': 2,
  'OrderTracking.lines': 5,
  'Outlet.channels': 6,
  'Outlet.serviceChargeRates': 3,
  'Outlet.stations': 4,
  'Outlet.taxes': 2,
  'PayWithCreditPayload.warnings': 1,
  'Payment.refunds': 1,
  'PaymentPayload.warnings': 1,
  'Product.modifierGroups': 2,
  'Promotion.categories': 2,
  'Promotion.outlets': 2,
  'Promotion.products': 5,
  'Query.diningTables': 30,
  'Query.orderBoard': 20,
  'Query.outlets': 5,
  'Query.stations': 8,
  'RecordWithholdingPayload.warnings': 1,
  'Refund.fees': 1,
  'Refund.lines': 2,
  'RefundQuote.taxes': 2,
  'ReviewPaymentPayload.warnings': 1,
  'StartPaymentPayload.warnings': 1,
  'TaxCalculation.taxes': 2,
  'TaxPreset.rates': 4,
  'TaxRegime.rates': 4,
  'Tenant.outlets': 5,
  'TrackedLine.modifiers': 2,
  'UpdateTaxRegimePayload.outlets': 5,
  'User.accessibleOutlets': 4,
  'User.openShifts': 1,
};

/** Objects that are read from memory cost next to nothing; every other costs 1. */
export const objectCosts: Readonly<Record<string, number>> = { MenuSection: 0.05, MenuItem: 0.05, MenuModifierGroup: 0.05, MenuModifierOption: 0.05 };

/** `first` and `last` of any list are from 1 to this … */
export const MOST_AT_A_TIME = 100;
/** … but for these. */
export const mostAtATime: Readonly<Record<string, number>> = { 'Query.outletEvents': 500 };

/** Lists that an operation asks for inside themselves: how often it may in one answer, and how many entries they may have together. */
export const cycleLimits = { lists: 100, entries: 2000 } as const;

/** How many entries a list in an operation's arguments may have; lists of a command's input are told as its userErrors, up to a bound. */
export const LONGEST_LIST = 250;
export const LONGEST_LIST_OF_A_COMMAND = 1000;
