/**
 * The kinds of callers. Staff act by their role, devices by their kind, all other callers as GUEST. (A CUSTOMER is a
 * guest that the tenant knows.)
 */
export const actors = [
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
] as const;
export type Actor = (typeof actors)[number];

interface PermissionRow {
  readonly actors: readonly Actor[];
  /** Kept by a session that began by PIN. */
  readonly byPin?: true;
}

const platform = ['ADMIN', 'SUPER_ADMIN'] as const;
const owners = ['TENANT_OWNER', ...platform] as const;
const managers = ['MANAGER', ...owners] as const;
const till = ['CASHIER', 'POS', ...managers] as const;
const kitchen = ['KITCHEN', 'KITCHEN_DISPLAY', ...till] as const;

/**
 * The permission table: what may be done, by whom, and whether a session that began by PIN keeps it. Every root field
 * names one of these with `@Authorized`, and so does a field of a shared type that some callers of the type may not see.
 * A PIN has four digits and is typed in public, so its session may only do the work of the day at its till: orders,
 * money, kitchen, stock. Changes that last longer (people, devices, settings, catalogue, promotions) need a sign-in with
 * a password, or the password in the same request. A PIN session loses every row without `byPin`.
 */
export const permissions = {
  /** Public data of tenants and outlets, menu, prices. */
  PUBLIC: { actors, byPin: true },
  /** An order by its token, and paying it. */
  ORDER_BY_TOKEN: { actors, byPin: true },
  /** Beginning a session: an Authorization header is ignored. */
  SIGN_IN: { actors, byPin: true },
  /** Ending the caller's own session. */
  OWN_SESSION: { actors: ['CUSTOMER', 'KITCHEN', 'CASHIER', ...managers], byPin: true },
  /** An account of a tenant by mail: signing up, a forgotten password, a new address. */
  ACCOUNT_BY_MAIL: { actors },
  /** The caller's own password, also for platform users. */
  OWN_PASSWORD: { actors: ['CUSTOMER', 'KITCHEN', 'CASHIER', ...managers] },
  /** The caller's own profile; customers and staff of the tenant. */
  OWN_PROFILE: { actors: ['CUSTOMER', 'KITCHEN', 'CASHIER', 'MANAGER', 'TENANT_OWNER'] },
  /** Staff of the tenant only: platform users approve nothing at a till. */
  SET_OWN_PIN: { actors: ['KITCHEN', 'CASHIER', 'MANAGER', 'TENANT_OWNER'], byPin: true },
  /** Heartbeats of devices. */
  DEVICE_HEARTBEAT: { actors: ['KIOSK', 'ORDER_BOARD', 'KITCHEN_DISPLAY', 'POS'] },
  /** Signing in by PIN, at a till only. */
  PIN_SIGN_IN: { actors: ['POS'] },
  READ_STAFF: { actors: till, byPin: true },
  /** The tables of an outlet. */
  READ_TABLES: { actors: till, byPin: true },
  READ_CATALOGUE: { actors: ['KITCHEN', ...till], byPin: true },
  READ_STATIONS: { actors: ['ORDER_BOARD', ...kitchen], byPin: true },
  /** One order and its changes; a kiosk and a customer see their own only. */
  READ_ORDER: { actors: ['CUSTOMER', 'KIOSK', 'KITCHEN', ...till], byPin: true },
  /** Notes of staff about an order. */
  READ_STAFF_NOTES: { actors: ['KIOSK', 'KITCHEN', ...till], byPin: true },
  /** The order of a ticket that the caller may see, and the guest, table and items on the ticket. Order boards read numbers and states only. */
  READ_ORDER_OF_TICKET: { actors: kitchen, byPin: true },
  /** The phone number of a guest, and the token of the guest's order: not for kitchen displays. */
  READ_GUEST: { actors: ['GUEST', 'CUSTOMER', 'KIOSK', 'KITCHEN', ...till], byPin: true },
  /** Orders of outlets in reach; for customers their own orders. */
  LIST_ORDERS: { actors: ['CUSTOMER', ...till], byPin: true },
  READ_PAYMENTS: { actors: ['KIOSK', ...till], byPin: true },
  /** Guests at a table need its QR code. */
  PLACE_ORDER: { actors: ['GUEST', 'CUSTOMER', 'KIOSK', ...till], byPin: true },
  /** Confirm, serve, complete. */
  RUN_ORDER: { actors: till, byPin: true },
  /** For customers only an own order that waits for its payment. */
  CANCEL_ORDER: { actors: ['CUSTOMER', ...till], byPin: true },
  /** Cancelling items that the kitchen has begun. */
  CANCEL_LATE: { actors: managers, byPin: true },
  TAKE_CASH: { actors: till, byPin: true },
  /** Paying one order through a provider, not cash; for kiosks their own orders. */
  PAY_ORDER: { actors: ['KIOSK', ...till], byPin: true },
  LIST_PAYMENTS: { actors: till, byPin: true },
  CAPTURE_PAYMENT: { actors: till, byPin: true },
  /** Deciding on a payment that does not fit. */
  REVIEW_PAYMENT: { actors: managers, byPin: true },
  /** Refunding; below MANAGER with the approval of a manager. */
  REFUND_PAYMENT: { actors: till, byPin: true },
  /** The same alone, and approving it for others. */
  REFUND: { actors: managers, byPin: true },
  /** Opening, counting and closing the caller's own drawer. */
  RUN_SHIFT: { actors: till, byPin: true },
  /** Drawers of other users, and their reports. */
  READ_SHIFTS: { actors: managers, byPin: true },
  /** Accounts with payment providers. */
  MANAGE_GATEWAYS: { actors: owners },
  /** Discounts and prices by hand; below MANAGER with the approval of a manager. */
  CHANGE_PRICE: { actors: till, byPin: true },
  /** The same alone, and approving it for others. */
  DISCOUNT: { actors: managers, byPin: true },
  /** Tickets and the kitchen feed; a display sees its stations only. */
  READ_KITCHEN: { actors: ['ORDER_BOARD', ...kitchen], byPin: true },
  READ_OUTLET_FEED: { actors: ['KITCHEN', ...till], byPin: true },
  /** The order board: numbers and states. */
  READ_BOARD: { actors: ['ORDER_BOARD', ...kitchen], byPin: true },
  BUMP: { actors: kitchen, byPin: true },
  /** 86 and stock counts. */
  SET_AVAILABILITY: { actors: ['KITCHEN', 'CASHIER', 'POS', ...managers], byPin: true },
  /** Pausing the orders of a channel. */
  PAUSE_CHANNEL: { actors: managers, byPin: true },
  /** An outlet's own products, prices, hours, settings, devices; and its staff below MANAGER. */
  MANAGE_OUTLET: { actors: managers },
  /** The accounts and devices of own outlets. */
  READ_ACCOUNTS: { actors: managers },
  READ_PROMOTIONS: { actors: till, byPin: true },
  /** Promotions, their codes and figures; a manager changes those of own outlets only. */
  MANAGE_PROMOTIONS: { actors: managers },
  /** The brand's tax regimes: guests see that of an outlet only. */
  READ_TAX_REGIMES: { actors: managers },
  /** The audit log, of outlets in reach. */
  READ_AUDIT: { actors: managers },
  /** The brand's catalogue, outlets and settings. */
  MANAGE_TENANT: { actors: owners },
  /** Across tenants. */
  MANAGE_PLATFORM: { actors: platform },
} as const satisfies Record<string, PermissionRow>;
export type Permission = keyof typeof permissions;

/** Permissions that need no tenant; all others apply inside one. */
export const withoutTenant: readonly Permission[] = ['PUBLIC', 'ORDER_BY_TOKEN', 'SIGN_IN', 'OWN_SESSION', 'OWN_PASSWORD', 'MANAGE_PLATFORM'];

/**
 * Permissions that staff lose while their tenant is suspended: its settings, its users, sign-up of customers. The check
 * that it takes no orders is in the outlets.
 */
const restWhileSuspended: readonly Permission[] = [
  'ACCOUNT_BY_MAIL',
  'SET_AVAILABILITY',
  'PAUSE_CHANNEL',
  'MANAGE_OUTLET',
  'MANAGE_PROMOTIONS',
  'MANAGE_GATEWAYS',
  'MANAGE_TENANT',
];
/** Permissions that guests and customers keep while the tenant is suspended. */
const guestsWhileSuspended: readonly Permission[] = ['SIGN_IN', 'OWN_SESSION', 'ORDER_BY_TOKEN', 'READ_ORDER', 'LIST_ORDERS', 'CANCEL_ORDER'];

/** Whether an actor keeps a permission while the tenant is suspended. Platform users keep all. */
export function allowedWhileSuspended(actor: Actor, permission: Permission): boolean {
  if (isPermitted(actor, 'MANAGE_PLATFORM')) return true;
  return actor === 'GUEST' || actor === 'CUSTOMER' ? guestsWhileSuspended.includes(permission) : !restWhileSuspended.includes(permission);
}

export function isPermitted(actor: Actor, permission: Permission): boolean {
  const row: PermissionRow = permissions[permission];
  return row.actors.includes(actor);
}

/** Whether a session that began by PIN keeps a permission of its user's role. */
export function isAllowedInPinSession(permission: Permission): boolean {
  const row: PermissionRow = permissions[permission];
  return row.byPin === true;
}
