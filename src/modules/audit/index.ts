import type { Module } from '../../kernel/module.ts';
import { AuditResolver } from './audit.resolver.ts';
import { auditConnection } from './audit.type.ts';
import { AuditEntry } from './audit-entry.entity.ts';
import { auditNodes } from './nodes.ts';

export { nameAuditActions } from './audit.type.ts';
export { recordAudit } from './record-audit.ts';

export const auditModule: Module = {
  entities: [AuditEntry],
  resolvers: [AuditResolver, auditConnection.resolver],
  nodes: auditNodes,
};
