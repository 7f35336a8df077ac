import { randomUUID } from 'node:crypto';
import { type Context, contextFor, type Services } from '../../../kernel/request/context.ts';
import { guestSession } from '../../../kernel/request/session.ts';

/** Context for the server's own work on a tenant's payments; no caller's reach limits it. */
export function paymentContext(services: Services, tenantId: string): Context {
  return contextFor(guestSession(tenantId), services, { requestId: randomUUID() });
}
