import { AuditResolver } from './audit.resolver.ts';
import { auditConnection } from './audit.type.ts';

export { AuditAction, AuditEntry } from './audit-entry.entity.ts';
export { type Audited, type AuditFacts, recordAudit } from './record-audit.ts';

export const auditResolvers = [AuditResolver, auditConnection.resolver];
