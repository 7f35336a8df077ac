/**
 * Who acts. Staff act by their role, machines by their kind, everybody else as GUEST.
 * (A CUSTOMER is a guest that the tenant knows.)
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

const platform = ['ADMIN', 'SUPER_ADMIN'] as const;
const owners = ['TENANT_OWNER', ...platform] as const;
const managers = ['MANAGER', ...owners] as const;
const till = ['CASHIER', 'POS', ...managers] as const;
const kitchen = ['KITCHEN', 'KITCHEN_DISPLAY', ...till] as const;

/**
 * The permission table: what may be done, and by whom. Every root field names one of these with
 * `@Authorized`, and so does a field of a shared type that not everybody who reaches the type may see.
 */
export const permissions = {
  /** Tenant and outlet facts, menu, prices. */
  PUBLIC: actors,
  /** An order by its token, and paying it. */
  ORDER_BY_TOKEN: actors,
  /** Beginning a session: an Authorization header is ignored. */
  SIGN_IN: actors,
  /** Ending one's own session. */
  OWN_SESSION: ['CUSTOMER', 'KITCHEN', 'CASHIER', ...managers],
  /** An account of a tenant by mail: signing up, a forgotten password, a new address. */
  ACCOUNT_BY_MAIL: actors,
  /** One's own password, platform users' too. */
  OWN_PASSWORD: ['CUSTOMER', 'KITCHEN', 'CASHIER', ...managers],
  /** One's own profile; customers and staff of the tenant. */
  OWN_PROFILE: ['CUSTOMER', 'KITCHEN', 'CASHIER', 'MANAGER', 'TENANT_OWNER'],
  /** Staff of the tenant; platform users approve nothing at a till. */
  SET_OWN_PIN: ['KITCHEN', 'CASHIER', 'MANAGER', 'TENANT_OWNER'],
  /** Saying that one is there: machines only. */
  DEVICE_HEARTBEAT: ['KIOSK', 'ORDER_BOARD', 'KITCHEN_DISPLAY', 'POS'],
  /** Signing in by PIN, at a till only. */
  PIN_SIGN_IN: ['POS'],
  READ_STAFF: till,
  READ_CATALOGUE: ['KITCHEN', ...till],
  READ_STATIONS: ['ORDER_BOARD', ...kitchen],
  /** One order and its changes; a kiosk sees its own only. */
  READ_ORDER: ['KIOSK', 'KITCHEN', ...till],
  /** The order of a ticket that one may see. */
  READ_ORDER_OF_TICKET: kitchen,
  LIST_ORDERS: till,
  READ_PAYMENTS: ['KIOSK', ...till],
  PLACE_ORDER: ['KIOSK', ...till],
  /** Confirm, serve, complete, cancel. */
  RUN_ORDER: till,
  /** Cancelling what the kitchen has begun. */
  CANCEL_LATE: managers,
  TAKE_CASH: till,
  /** Paying one order through a provider; a kiosk its own. Not cash. */
  PAY_ORDER: ['KIOSK', ...till],
  LIST_PAYMENTS: till,
  CAPTURE_PAYMENT: till,
  /** Deciding on a payment that does not fit. */
  REVIEW_PAYMENT: managers,
  /** Giving money back, below MANAGER with somebody's approval. */
  REFUND_PAYMENT: till,
  /** The same alone, and approving it for others. */
  REFUND: managers,
  /** Opening, counting and closing one's own drawer. */
  RUN_SHIFT: till,
  /** Drawers of others, and their reports. */
  READ_SHIFTS: managers,
  /** Accounts with payment providers. */
  MANAGE_GATEWAYS: owners,
  /** Discounts and prices by hand, below MANAGER with somebody's approval. */
  CHANGE_PRICE: till,
  /** The same alone, and approving it for others. */
  DISCOUNT: managers,
  /** Tickets and the kitchen feed; a display sees its stations only. */
  READ_KITCHEN: ['ORDER_BOARD', ...kitchen],
  READ_OUTLET_FEED: ['KITCHEN', ...till],
  BUMP: kitchen,
  /** 86 and stock counts. */
  SET_AVAILABILITY: ['KITCHEN', 'CASHIER', 'POS', ...managers],
  /** An outlet's own products, prices, hours, channels, devices; and its staff below MANAGER. */
  MANAGE_OUTLET: managers,
  /** Who has an account, and which devices there are, of own outlets. */
  READ_ACCOUNTS: managers,
  READ_PROMOTIONS: till,
  /** Promotions, their codes and figures; a manager changes those of own outlets only. */
  MANAGE_PROMOTIONS: managers,
  /** The brand's tax regimes: guests see that of an outlet only. */
  READ_TAX_REGIMES: managers,
  /** The audit log, of outlets in reach. */
  READ_AUDIT: managers,
  /** The brand's catalogue, outlets and settings. */
  MANAGE_TENANT: owners,
  /** Across tenants. */
  MANAGE_PLATFORM: platform,
} as const satisfies Record<string, readonly Actor[]>;
export type Permission = keyof typeof permissions;

/** What may be done without a tenant being known; everything else happens inside one. */
export const withoutTenant: readonly Permission[] = ['PUBLIC', 'ORDER_BY_TOKEN', 'SIGN_IN', 'OWN_SESSION', 'OWN_PASSWORD', 'MANAGE_PLATFORM'];

/** What rests while a tenant is suspended: its settings, its people, and becoming its customer. That it takes no orders is the outlets' business. */
const restWhileSuspended: readonly Permission[] = [
  'ACCOUNT_BY_MAIL',
  'SET_AVAILABILITY',
  'MANAGE_OUTLET',
  'MANAGE_PROMOTIONS',
  'MANAGE_GATEWAYS',
  'MANAGE_TENANT',
];
/** What is left to those whom a suspended tenant only sells to. */
const guestsWhileSuspended: readonly Permission[] = ['SIGN_IN', 'OWN_SESSION', 'ORDER_BY_TOKEN'];

/** Whether something goes on while its tenant is suspended; whom the platform's people are, they may do all the same. */
export function goesOnWhileSuspended(actor: Actor, permission: Permission): boolean {
  if (may(actor, 'MANAGE_PLATFORM')) return true;
  return actor === 'GUEST' || actor === 'CUSTOMER' ? guestsWhileSuspended.includes(permission) : !restWhileSuspended.includes(permission);
}

export function may(actor: Actor, permission: Permission): boolean {
  return (permissions[permission] as readonly Actor[]).includes(actor);
}
