import { type NodeKinds, nodeKind } from '../../kernel/request/nodes.ts';
import { reaches } from '../../kernel/request/session.ts';
import { AuditEntry } from './audit-entry.entity.ts';

export const auditNodes: NodeKinds = [
  nodeKind({
    typeName: 'AuditEntry',
    name: 'Audit entry',
    entity: AuditEntry,
    permission: 'READ_AUDIT',
    rows: { from: 'audit_entry n', outlets: 'case when n.outlet_id is not null then array[n.outlet_id] end' },
    // An entry without an outlet is for callers who reach all outlets.
    inReach: ({ session }, { outletIds }) => session.outletIds === 'all' || outletIds?.some((id) => reaches(session.outletIds, id)) === true,
  }),
];
