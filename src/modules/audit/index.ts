export { AuditAction, AuditEntry } from './audit-entry.entity.ts';
