import { AuditResolver } from './audit.resolver.ts';
import { auditConnection } from './audit.type.ts';

export { AuditEntry } from './audit-entry.entity.ts';
export { auditNodes } from './nodes.ts';
export { recordAudit } from './record-audit.ts';

export const auditResolvers = [AuditResolver, auditConnection.resolver];
