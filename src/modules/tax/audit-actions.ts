/** What the module writes into the audit log; the texts are the descriptions of the schema. */
export const auditActions = {
  TAX_CHANGED: 'A tax regime was created, changed or deleted, or an outlet or a product was given another.',
} as const;

declare module '../../kernel/request/audit.ts' {
  interface AuditActions extends Record<keyof typeof auditActions, string> {}
}
