/** What the module writes into the audit log; the texts are the descriptions of the schema. */
export const auditActions = {
  PARCEL_TYPE_CHANGED: 'A parcel type was created, changed or deleted.',
} as const;

declare module '../../kernel/request/audit.ts' {
  interface AuditActions extends Record<keyof typeof auditActions, string> {}
}
