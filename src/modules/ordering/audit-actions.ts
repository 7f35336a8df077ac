/** What the module writes into the audit log; the texts are the descriptions of the schema. */
export const auditActions = {
  ORDER_DISCOUNTED: 'Staff gave a discount on an order or a line.',
  PRICE_OVERRIDDEN: 'Staff set the unit price of a line.',
  DISCOUNT_REMOVED: 'Staff took back a discount that staff gave.',
  ORDER_CANCELLED: 'An order was cancelled.',
  TIP_CHANGED: 'The tip of an order was set to another amount.',
  PAYMENT_REFUNDED: 'Money of a payment was refunded.',
  WITHHOLDING_RECORDED: 'A withholding certificate was recorded as a payment of an order.',
} as const;

declare module '../../kernel/request/audit.ts' {
  interface AuditActions extends Record<keyof typeof auditActions, string> {}
}
