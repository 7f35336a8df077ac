import { ServerSecret } from './database/server-secret.entity.ts';
import { TenantOwned, TenantReferable } from './database/tenant-owned.ts';
import { EventStream, StreamEvent } from './events/event.entity.ts';
import { NodeResolver } from './graphql/node.resolver.ts';
import { PageInfoResolver } from './graphql/page.type.ts';
import { kernelInvariants } from './invariants.ts';
import { SearchWord } from './lists/search-word.entity.ts';
import { Mail } from './mail/mail.entity.ts';
import type { Module } from './module.ts';
import { archiveActions } from './request/audit.ts';
import { IdempotencyKey } from './request/idempotency.entity.ts';
import { DAY_HOURS } from './retention.ts';

const IDEMPOTENCY_KEY_HOURS = 72;
/** How long mails are kept that are sent or given up. */
const MAIL_HOURS = 30 * DAY_HOURS;

/** The kernel as a module: the part that all modules use. */
export const kernelModule: Module = {
  entities: [TenantOwned, TenantReferable, EventStream, StreamEvent, IdempotencyKey, SearchWord, Mail, ServerSecret],
  resolvers: [NodeResolver, PageInfoResolver],
  invariants: kernelInvariants,
  auditActions: archiveActions,
  retention: [
    { table: 'event', condition: 't.occurred_at < ?', values: (ago, { eventRetentionHours }) => [ago(eventRetentionHours)] },
    { table: 'idempotency_key', condition: 't.created_at < ?', values: (ago) => [ago(IDEMPOTENCY_KEY_HOURS)] },
    { table: 'mail', condition: 't.due_at is null and coalesce(t.sent_at, t.created_at) < ?', values: (ago) => [ago(MAIL_HOURS)] },
  ],
};
