/** What the module writes into the audit log; the texts are the descriptions of the schema. */
export const auditActions = {
  PRICE_CHANGED: 'The price of a product or an option was changed, of the brand or at one outlet.',
  STOCK_ADJUSTED: 'Stock was corrected or counted.',
} as const;

declare module '../../kernel/request/audit.ts' {
  interface AuditActions extends Record<keyof typeof auditActions, string> {}
}
