import { AuditConnectionResolver, AuditResolver } from './audit.resolver.ts';

export { AuditAction, AuditEntry } from './audit-entry.entity.ts';
export { type Audited, type AuditFacts, recordAudit } from './record-audit.ts';

export const auditResolvers = [AuditResolver, AuditConnectionResolver];
