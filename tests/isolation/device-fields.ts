/**
 * What each kind of device reads in addition to guests, field by field. The list is written by hand from the settled
 * rules; schema and answers are compared with it. Types that guests read too appear only with their additional fields.
 * Fields that need proof of a password, a PIN or a pairing code are not listed.
 */
export type DeviceKind = 'KIOSK' | 'KITCHEN_DISPLAY' | 'ORDER_BOARD' | 'POS';

const STATION = 'archivedAt code id isDefault name outlet';
const BOARD = {
  BoardEntry: 'id label serviceMode since state',
  BoardEntryChange: 'entry entryId sequence',
  BoardSnapshot: 'entries sequence',
  FeedHeartbeat: 'sequence',
};
const HEARTBEAT = { DeviceHeartbeatPayload: 'device heartbeatSeconds serverTime userErrors' };
const DEVICE = 'appVersion createdAt health id kind lastSeenAt name outlet problems revokedAt';
const ORDER = `appliedPromotions businessDate cancelledAt cashRounding channel completedAt confirmedAt currency customerName discounts
  dueAmount id lines linesArchivedAt menuVersion notAppliedPromotions notes number outlet paidAmount paymentStatus placedAt preparingAt queueNumber readyAt
  refundedAmount servedAt serviceMode status tableName totals updatedAt version`;
const LINE = `discount finalTotal id measure measurePrice measureUnit menuPrice modifiers net notes productId productName quantity serviceCharge tax taxName taxRate total unitPrice voided`;

/** Payloads of a kiosk's commands on payments of its own orders. */
const PAYMENT_COMMANDS = {
  CancelPaymentPayload: 'order payment userErrors warnings',
  CheckPaymentPayload: 'order payment userErrors warnings',
  StartPaymentPayload: 'order payment userErrors warnings',
};

export const deviceFields: Readonly<Record<Exclude<DeviceKind, 'POS'>, Readonly<Record<string, string>>>> = {
  // A terminal in the dining room: orders placed at it, with the guest's own words; nothing of kitchen and staff.
  KIOSK: {
    ...HEARTBEAT,
    Device: DEVICE,
    Order: `${ORDER} cancelReason customerPhone payments token`,
    OrderLine: LINE,
    Payment:
      'action amount captureMode change createdAt currency expiresAt id method order orderId provider providerReference refunded rounding settledAt status tendered',
    ...PAYMENT_COMMANDS,
    PaymentWarning: 'code message',
    PlaceOrderPayload: 'payment',
  },
  // A screen in the kitchen: what to make and for which table; no phone number, no token, no payment.
  KITCHEN_DISPLAY: {
    ...BOARD,
    ...HEARTBEAT,
    Device: `${DEVICE} stations`,
    KitchenSnapshot: 'sequence tickets',
    KitchenStation: STATION,
    KitchenTicket: 'customerName firedAt id items order orderId queueNumber serviceMode station status tableName updatedAt version',
    KitchenTicketChange: 'sequence ticket',
    KitchenTicketItem: 'id line lineId measure measureUnit modifiers name notes quantity status',
    KitchenTicketPayload: 'ticket userErrors',
    Order: `${ORDER} tickets`,
    OrderLine: LINE,
    Outlet: 'stations',
    RecallTicketItemPayload: 'ticket userErrors',
    TicketModifier: 'groupName name optionId quantity text',
  },
  // A screen above the counter, which a visitor could steal: numbers and states only.
  ORDER_BOARD: {
    ...BOARD,
    ...HEARTBEAT,
    Device: `${DEVICE} stations`,
    KitchenSnapshot: 'sequence tickets',
    KitchenStation: STATION,
    KitchenTicket: 'firedAt id orderId queueNumber serviceMode station status updatedAt version',
    KitchenTicketChange: 'sequence ticket',
    Outlet: 'stations',
  },
};

/** A till without a signed-in person reads what a cashier reads, except the cashier's account; and these types. */
export const ofTillsAlone: readonly string[] = ['DeviceHeartbeatPayload', 'TillStaff', 'Device'];
export const ofCashiersAlone: readonly string[] = [
  'ChangePasswordPayload',
  'RequestEmailChangePayload',
  'RevokeOtherSessionsPayload',
  'RevokeSessionPayload',
  'SetMyPinPayload',
  'SignOutPayload',
  'UpdateMyProfilePayload',
  'UserSession',
];

/** The fields of a type in one line of the table. */
export function fieldsIn(line: string | undefined): string[] {
  return line === undefined ? [] : line.split(/\s+/).filter(Boolean).sort();
}
