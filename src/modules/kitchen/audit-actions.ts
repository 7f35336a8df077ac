/** What the module writes into the audit log; the texts are the descriptions of the schema. */
export const auditActions = {
  TICKET_RECALLED: 'The bump of a kitchen ticket, or of one item of it, was taken back.',
} as const;

declare module '../../kernel/request/audit.ts' {
  interface AuditActions extends Record<keyof typeof auditActions, string> {}
}
