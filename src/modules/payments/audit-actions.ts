/** What the module writes into the audit log; the texts are the descriptions of the schema. */
export const auditActions = {
  PAYMENT_REVIEWED: 'A manager decided on a payment that did not fit, or came too late.',
  CREDIT_SPENT: 'An order was paid with the credit of a late payment.',
  GATEWAY_ACCOUNT_SET: 'An account with a payment provider was set up, changed or switched off.',
  SHIFT_OPENED: 'A drawer was opened with its float.',
  SHIFT_CLOSED: 'A drawer was counted and closed.',
  CASH_MOVED: 'Cash was put into a drawer or taken out beside the sales, or a drawer was opened without a sale.',
} as const;

declare module '../../kernel/request/audit.ts' {
  interface AuditActions extends Record<keyof typeof auditActions, string> {}
}
