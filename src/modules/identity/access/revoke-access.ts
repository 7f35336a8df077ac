import { afterCommit, type Context } from '../../../kernel/request/context.ts';
import { recordEvent } from '../../../kernel/request/record-event.ts';
import { ACCESS_REVOKED, invalidateAccess } from './access-state.ts';

/**
 * Tells every node, in the tenant's stream, that the access of a session or device was revoked or changed: each node
 * reads the new access, and closes the sockets with the code for it. Platform users (tenant null) have no stream: other
 * nodes notice the change when they next read the access.
 */
export function revokeAccess(ctx: Context, tenantId: string | null, id: string): void {
  if (tenantId !== null) recordEvent(ctx, { streamId: tenantId, type: ACCESS_REVOKED, entityId: id, data: {} });
  afterCommit(ctx, () => invalidateAccess(ctx.services, tenantId, id));
}
