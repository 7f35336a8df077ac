/** What the module writes into the audit log; the texts are the descriptions of the schema. */
export const auditActions = {
  OUTLET_CHANGED: 'An outlet was created, or its settings were changed.',
  TENANT_CHANGED: 'Settings of the brand were changed, or it was suspended or activated.',
} as const;

declare module '../../kernel/request/audit.ts' {
  interface AuditActions extends Record<keyof typeof auditActions, string> {}
}
