/** What the module writes into the audit log; the texts are the descriptions of the schema. */
export const auditActions = {
  PROMOTION_CHANGED: 'A promotion or its codes were created, changed, switched or deleted.',
} as const;

declare module '../../kernel/request/audit.ts' {
  interface AuditActions extends Record<keyof typeof auditActions, string> {}
}
