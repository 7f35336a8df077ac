import { afterCommit, type Context } from '../../../kernel/request/context.ts';
import { recordEvent } from '../../../kernel/request/record-event.ts';
import { ACCESS_REVOKED, invalidateAccess } from './access-state.ts';

/**
 * Tells every node, in the tenant's stream, that a session or device may act no longer, or otherwise than before: each
 * node looks up which, and closes its sockets with the code that says so. The platform's people (null) have no stream: other nodes notice when they look again.
 */
export function revokeAccess(ctx: Context, tenantId: string | null, id: string): void {
  if (tenantId !== null) recordEvent(ctx, { streamId: tenantId, type: ACCESS_REVOKED, entityId: id, data: {} });
  afterCommit(ctx, () => invalidateAccess(ctx.services, tenantId, id));
}
