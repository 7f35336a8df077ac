import type { Actor, Permission } from '../../src/kernel/request/permissions.ts';

/**
 * Who may call which root field, written by hand from the settled rules. Schema and behaviour are compared with this
 * table. A new root field fails the tests until it has a line here.
 */
const everybody = [
  'GUEST',
  'CUSTOMER',
  'KIOSK',
  'ORDER_BOARD',
  'KITCHEN_DISPLAY',
  'POS',
  'KITCHEN',
  'CASHIER',
  'MANAGER',
  'TENANT_OWNER',
  'ADMIN',
  'SUPER_ADMIN',
];
const platform = ['ADMIN', 'SUPER_ADMIN'];
const owner = ['TENANT_OWNER', ...platform];
const manager = ['MANAGER', ...owner];
const cashier = ['CASHIER', 'POS', ...manager];
const kitchenStaff = ['KITCHEN', ...cashier];
const signedIn = ['CUSTOMER', 'KITCHEN', 'CASHIER', ...manager];

interface Rule {
  readonly permission: Permission;
  readonly actors: readonly Actor[];
}

const rule = (permission: Permission, actors: readonly string[]): Rule => ({ permission, actors: actors as readonly Actor[] });

export const rootFields: Readonly<Record<string, Rule>> = {
  // Guests: tenant and outlet facts, menu, prices, an order by its token.
  'Query.me': rule('PUBLIC', everybody),
  // For ids of all kinds: each kind also has its own permission.
  'Query.node': rule('PUBLIC', everybody),
  'Query.nodes': rule('PUBLIC', everybody),
  'Query.tenant': rule('PUBLIC', everybody),
  'Query.outlet': rule('PUBLIC', everybody),
  'Query.outlets': rule('PUBLIC', everybody),
  'Query.menu': rule('PUBLIC', everybody),
  'Query.menuItem': rule('PUBLIC', everybody),
  'Query.priceOrder': rule('PUBLIC', everybody),
  'Query.taxPresets': rule('PUBLIC', everybody),
  'Query.calculateTax': rule('PUBLIC', everybody),
  'Query.validateTaxId': rule('PUBLIC', everybody),
  'Query.orderByToken': rule('ORDER_BY_TOKEN', everybody),
  'Subscription.orderTracked': rule('ORDER_BY_TOKEN', everybody),
  'Mutation.payByToken': rule('ORDER_BY_TOKEN', everybody),
  'Mutation.cancelByToken': rule('ORDER_BY_TOKEN', everybody),
  'Query.paymentMethods': rule('ORDER_BY_TOKEN', everybody),
  'Query.tableByToken': rule('PUBLIC', everybody),
  // Where the demo gateway is on, every caller may act as its customer.
  'Mutation.settleDemoPayment': rule('ORDER_BY_TOKEN', everybody),
  'Subscription.menuChanged': rule('PUBLIC', everybody),

  'Mutation.signIn': rule('SIGN_IN', everybody),
  'Mutation.refreshSession': rule('SIGN_IN', everybody),
  'Mutation.signOut': rule('OWN_SESSION', signedIn),
  'Query.sessions': rule('OWN_SESSION', signedIn),
  'Mutation.revokeSession': rule('OWN_SESSION', signedIn),
  'Mutation.revokeOtherSessions': rule('OWN_SESSION', signedIn),
  // A device without a token; a manager decides what it gets.
  'Mutation.requestDevicePairing': rule('SIGN_IN', everybody),
  'Mutation.pollDevicePairing': rule('SIGN_IN', everybody),
  // For devices, and for staff at a till: not for clients that are no paired device.
  'Mutation.deviceHeartbeat': rule('DEVICE_HEARTBEAT', ['KIOSK', 'ORDER_BOARD', 'KITCHEN_DISPLAY', 'POS']),
  'Query.tillStaff': rule('PIN_SIGN_IN', ['POS']),
  'Mutation.pinSignIn': rule('PIN_SIGN_IN', ['POS']),
  // For callers who prove a mailbox. The proof decides which user they become.
  'Mutation.signUp': rule('ACCOUNT_BY_MAIL', everybody),
  'Mutation.confirmSignUp': rule('ACCOUNT_BY_MAIL', everybody),
  'Mutation.requestPasswordReset': rule('ACCOUNT_BY_MAIL', everybody),
  'Mutation.resetPassword': rule('ACCOUNT_BY_MAIL', everybody),
  'Mutation.confirmEmailChange': rule('ACCOUNT_BY_MAIL', everybody),
  'Mutation.changePassword': rule('OWN_PASSWORD', signedIn),
  'Mutation.requestEmailChange': rule('OWN_PROFILE', ['CUSTOMER', 'KITCHEN', 'CASHIER', 'MANAGER', 'TENANT_OWNER']),
  'Mutation.updateMyProfile': rule('OWN_PROFILE', ['CUSTOMER', 'KITCHEN', 'CASHIER', 'MANAGER', 'TENANT_OWNER']),
  'Mutation.setMyPin': rule('SET_OWN_PIN', ['KITCHEN', 'CASHIER', 'MANAGER', 'TENANT_OWNER']),

  // A till reads the tables of its outlet; only managers change them.
  'Query.diningTables': rule('READ_TABLES', cashier),
  'Mutation.createDiningTable': rule('MANAGE_OUTLET', manager),
  'Mutation.updateDiningTable': rule('MANAGE_OUTLET', manager),
  'Mutation.rotateTableToken': rule('MANAGE_OUTLET', manager),

  // The catalogue is for staff: people who take products off or count them must see them.
  'Query.categories': rule('READ_CATALOGUE', kitchenStaff),
  'Query.product': rule('READ_CATALOGUE', kitchenStaff),
  'Query.products': rule('READ_CATALOGUE', kitchenStaff),
  'Query.modifierGroups': rule('READ_CATALOGUE', kitchenStaff),
  'Query.stations': rule('READ_STATIONS', ['ORDER_BOARD', 'KITCHEN_DISPLAY', ...kitchenStaff]),

  // A kiosk and a customer: their own orders. The kitchen follows orders in its feeds, but cannot list guests.
  'Query.order': rule('READ_ORDER', ['CUSTOMER', 'KIOSK', ...kitchenStaff]),
  'Subscription.orderChanged': rule('READ_ORDER', ['CUSTOMER', 'KIOSK', ...kitchenStaff]),
  'Query.orders': rule('LIST_ORDERS', ['CUSTOMER', ...cashier]),
  // A guest only with the QR code of a table; the use case checks it.
  'Mutation.placeOrder': rule('PLACE_ORDER', ['GUEST', 'CUSTOMER', 'KIOSK', ...cashier]),
  'Mutation.confirmOrder': rule('RUN_ORDER', cashier),
  'Mutation.serveOrder': rule('RUN_ORDER', cashier),
  'Mutation.completeOrder': rule('RUN_ORDER', cashier),
  // A customer: only an own order that is not accepted yet.
  'Mutation.cancelOrder': rule('CANCEL_ORDER', ['CUSTOMER', ...cashier]),
  'Query.refundQuote': rule('RUN_ORDER', cashier),
  'Query.splitQuote': rule('RUN_ORDER', cashier),
  'Mutation.payCash': rule('TAKE_CASH', cashier),
  // A kiosk may pay its own orders through a provider and follow the payment, but not pay in cash.
  'Mutation.startPayment': rule('PAY_ORDER', ['KIOSK', ...cashier]),
  'Mutation.cancelPayment': rule('PAY_ORDER', ['KIOSK', ...cashier]),
  'Mutation.checkPayment': rule('PAY_ORDER', ['KIOSK', ...cashier]),
  'Subscription.paymentChanged': rule('READ_PAYMENTS', ['KIOSK', ...cashier]),
  'Query.payment': rule('LIST_PAYMENTS', cashier),
  'Query.payments': rule('LIST_PAYMENTS', cashier),
  'Query.refunds': rule('LIST_PAYMENTS', cashier),
  'Mutation.capturePayment': rule('CAPTURE_PAYMENT', cashier),
  'Mutation.reviewPayment': rule('REVIEW_PAYMENT', manager),
  // Roles below manager need a manager's approval; the approver must have access to the outlet.
  'Mutation.discountOrder': rule('CHANGE_PRICE', cashier),
  'Mutation.removeDiscount': rule('CHANGE_PRICE', cashier),
  'Mutation.overridePrice': rule('CHANGE_PRICE', cashier),
  'Query.auditLog': rule('READ_AUDIT', manager),
  'Mutation.recordWithholding': rule('TAKE_CASH', cashier),
  'Mutation.payWithCredit': rule('TAKE_CASH', cashier),
  'Mutation.setTip': rule('RUN_ORDER', cashier),
  // Roles below manager need a manager's approval.
  'Mutation.refundPayment': rule('REFUND_PAYMENT', cashier),
  // A cashier: the own drawer; a manager: all drawers.
  'Query.currentShift': rule('RUN_SHIFT', cashier),
  'Query.shift': rule('RUN_SHIFT', cashier),
  'Query.shifts': rule('RUN_SHIFT', cashier),
  'Query.xReport': rule('RUN_SHIFT', cashier),
  'Query.zReport': rule('RUN_SHIFT', cashier),
  'Mutation.openShift': rule('RUN_SHIFT', cashier),
  'Mutation.payIn': rule('RUN_SHIFT', cashier),
  'Mutation.payOut': rule('RUN_SHIFT', cashier),
  'Mutation.openDrawer': rule('RUN_SHIFT', cashier),
  'Mutation.closeShift': rule('RUN_SHIFT', cashier),

  // A display: the kitchen feed, and tickets of its stations with bump and recall. An order board only reads.
  'Query.kitchenTickets': rule('READ_KITCHEN', ['ORDER_BOARD', 'KITCHEN_DISPLAY', ...kitchenStaff]),
  'Subscription.kitchenFeed': rule('READ_KITCHEN', ['ORDER_BOARD', 'KITCHEN_DISPLAY', ...kitchenStaff]),
  'Query.orderBoard': rule('READ_BOARD', ['ORDER_BOARD', 'KITCHEN_DISPLAY', ...kitchenStaff]),
  'Subscription.boardFeed': rule('READ_BOARD', ['ORDER_BOARD', 'KITCHEN_DISPLAY', ...kitchenStaff]),
  'Mutation.bumpTicket': rule('BUMP', ['KITCHEN_DISPLAY', ...kitchenStaff]),
  'Mutation.bumpTicketItem': rule('BUMP', ['KITCHEN_DISPLAY', ...kitchenStaff]),
  'Mutation.recallTicket': rule('BUMP', ['KITCHEN_DISPLAY', ...kitchenStaff]),
  'Mutation.recallTicketItem': rule('BUMP', ['KITCHEN_DISPLAY', ...kitchenStaff]),
  'Query.outletEvents': rule('READ_OUTLET_FEED', kitchenStaff),
  'Subscription.outletFeed': rule('READ_OUTLET_FEED', kitchenStaff),

  // "KITCHEN and above."
  'Mutation.setAvailability': rule('SET_AVAILABILITY', kitchenStaff),
  'Mutation.adjustStock': rule('SET_AVAILABILITY', kitchenStaff),
  'Query.stockMovements': rule('SET_AVAILABILITY', kitchenStaff),

  // An outlet's own products, prices, hours, devices and staff.
  'Mutation.createProduct': rule('MANAGE_OUTLET', manager),
  'Mutation.updateProduct': rule('MANAGE_OUTLET', manager),
  'Mutation.updateModifierGroup': rule('MANAGE_OUTLET', manager),
  'Mutation.setProductOverride': rule('MANAGE_OUTLET', manager),
  'Mutation.setOpeningHours': rule('MANAGE_OUTLET', manager),
  'Mutation.pauseChannel': rule('PAUSE_CHANNEL', manager),
  'Mutation.resumeChannel': rule('PAUSE_CHANNEL', manager),
  'Mutation.setConfirmOn': rule('MANAGE_OUTLET', manager),
  'Query.device': rule('READ_ACCOUNTS', manager),
  'Query.devices': rule('READ_ACCOUNTS', manager),
  'Query.devicePairing': rule('MANAGE_OUTLET', manager),
  'Mutation.approveDevicePairing': rule('MANAGE_OUTLET', manager),
  'Mutation.denyDevicePairing': rule('MANAGE_OUTLET', manager),
  'Mutation.createDevice': rule('MANAGE_OUTLET', manager),
  'Mutation.updateDevice': rule('MANAGE_OUTLET', manager),
  'Mutation.revokeDevice': rule('MANAGE_OUTLET', manager),
  'Query.users': rule('READ_ACCOUNTS', manager),
  'Mutation.archiveUser': rule('MANAGE_OUTLET', manager),
  'Mutation.unarchiveUser': rule('MANAGE_OUTLET', manager),
  'Mutation.archiveProduct': rule('MANAGE_OUTLET', manager),
  'Mutation.unarchiveProduct': rule('MANAGE_OUTLET', manager),
  'Mutation.archiveModifierGroup': rule('MANAGE_OUTLET', manager),
  'Mutation.unarchiveModifierGroup': rule('MANAGE_OUTLET', manager),
  'Mutation.archiveModifierOption': rule('MANAGE_OUTLET', manager),
  'Mutation.unarchiveModifierOption': rule('MANAGE_OUTLET', manager),
  'Mutation.createUser': rule('MANAGE_OUTLET', manager),
  'Mutation.updateUser': rule('MANAGE_OUTLET', manager),
  'Mutation.signOutUser': rule('MANAGE_OUTLET', manager),

  // A cashier sees running promotions; managers see codes and figures; only the owner changes brand-wide promotions.
  'Query.promotions': rule('READ_PROMOTIONS', cashier),
  'Query.promotion': rule('READ_PROMOTIONS', cashier),
  'Mutation.createPromotion': rule('MANAGE_PROMOTIONS', manager),
  'Mutation.updatePromotion': rule('MANAGE_PROMOTIONS', manager),
  'Mutation.activatePromotion': rule('MANAGE_PROMOTIONS', manager),
  'Mutation.deactivatePromotion': rule('MANAGE_PROMOTIONS', manager),
  'Mutation.deletePromotion': rule('MANAGE_PROMOTIONS', manager),
  'Mutation.addPromotionCode': rule('MANAGE_PROMOTIONS', manager),
  'Mutation.generatePromotionCodes': rule('MANAGE_PROMOTIONS', manager),
  'Mutation.deactivatePromotionCode': rule('MANAGE_PROMOTIONS', manager),

  'Query.taxRegimes': rule('READ_TAX_REGIMES', manager),
  'Query.taxRegime': rule('READ_TAX_REGIMES', manager),

  // The brand's catalogue, outlets and settings.
  'Mutation.createCategory': rule('MANAGE_TENANT', owner),
  'Mutation.updateCategory': rule('MANAGE_TENANT', owner),
  'Mutation.createModifierGroup': rule('MANAGE_TENANT', owner),
  'Mutation.updateTenant': rule('MANAGE_TENANT', owner),
  'Mutation.createOutlet': rule('MANAGE_TENANT', owner),
  'Mutation.updateOutlet': rule('MANAGE_TENANT', owner),
  'Mutation.createStation': rule('MANAGE_TENANT', owner),
  'Mutation.updateStation': rule('MANAGE_TENANT', owner),
  'Mutation.archiveCategory': rule('MANAGE_TENANT', owner),
  'Mutation.unarchiveCategory': rule('MANAGE_TENANT', owner),
  'Mutation.archiveOutlet': rule('MANAGE_TENANT', owner),
  'Mutation.unarchiveOutlet': rule('MANAGE_TENANT', owner),
  'Mutation.archiveStation': rule('MANAGE_TENANT', owner),
  'Mutation.unarchiveStation': rule('MANAGE_TENANT', owner),
  'Mutation.createTaxRegime': rule('MANAGE_TENANT', owner),
  'Mutation.updateTaxRegime': rule('MANAGE_TENANT', owner),
  'Mutation.deleteTaxRegime': rule('MANAGE_TENANT', owner),
  'Mutation.setOutletTaxRegime': rule('MANAGE_TENANT', owner),

  'Query.parcelTypes': rule('READ_CATALOGUE', kitchenStaff),
  'Query.parcelType': rule('READ_CATALOGUE', kitchenStaff),
  'Mutation.createParcelType': rule('MANAGE_TENANT', owner),
  'Mutation.updateParcelType': rule('MANAGE_TENANT', owner),
  'Mutation.deleteParcelType': rule('MANAGE_TENANT', owner),

  'Query.gatewayAccounts': rule('MANAGE_GATEWAYS', owner),
  'Query.paymentProviders': rule('MANAGE_GATEWAYS', owner),
  'Query.gatewayNotifications': rule('MANAGE_GATEWAYS', owner),
  'Mutation.setGatewayAccount': rule('MANAGE_GATEWAYS', owner),

  'Query.tenants': rule('MANAGE_PLATFORM', platform),
  'Mutation.createTenant': rule('MANAGE_PLATFORM', platform),
  'Mutation.suspendTenant': rule('MANAGE_PLATFORM', platform),
  'Mutation.activateTenant': rule('MANAGE_PLATFORM', platform),
};

/**
 * Permissions that a PIN session keeps of its person's role: daily work at the till. It loses people, devices,
 * pairings, accounts, settings, catalogue, promotions, taxes, gateway accounts and the audit log. It may set its own
 * PIN, with the password in the same request.
 */
export const keptByPin: readonly Permission[] = [
  ...(['PUBLIC', 'ORDER_BY_TOKEN', 'SIGN_IN', 'OWN_SESSION', 'SET_OWN_PIN'] as const),
  ...(['READ_STAFF', 'READ_TABLES', 'READ_CATALOGUE', 'READ_STATIONS', 'READ_PROMOTIONS', 'READ_OUTLET_FEED'] as const),
  ...([
    'READ_ORDER',
    'READ_STAFF_NOTES',
    'READ_GUEST',
    'READ_ORDER_OF_TICKET',
    'LIST_ORDERS',
    'PLACE_ORDER',
    'RUN_ORDER',
    'CANCEL_ORDER',
    'CANCEL_LATE',
  ] as const),
  ...(['READ_PAYMENTS', 'LIST_PAYMENTS', 'TAKE_CASH', 'PAY_ORDER', 'CAPTURE_PAYMENT', 'REVIEW_PAYMENT', 'REFUND_PAYMENT', 'REFUND'] as const),
  ...(['RUN_SHIFT', 'READ_SHIFTS', 'CHANGE_PRICE', 'DISCOUNT'] as const),
  ...(['READ_KITCHEN', 'READ_BOARD', 'BUMP', 'SET_AVAILABILITY', 'PAUSE_CHANNEL'] as const),
];
