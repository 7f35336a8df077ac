import { TenantMove } from './cells/tenant-move.entity.ts';
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
  entities: [TenantOwned, TenantReferable, EventStream, StreamEvent, IdempotencyKey, SearchWord, Mail, ServerSecret, TenantMove],
  resolvers: [NodeResolver, PageInfoResolver],
  invariants: kernelInvariants,
  auditActions: archiveActions,
  retention: [
    // Partitions of days are dropped (feeds/event-partitions.ts); this one has the events of days without partition.
    {
      table: 'event_other',
      key: 'tenant_id, stream_id, sequence',
      old: 'select tenant_id, stream_id, sequence from event_other where occurred_at < ?',
      values: (ago, { eventRetentionHours }) => [ago(eventRetentionHours)],
    },
    {
      table: 'idempotency_key',
      key: 'tenant_id, actor_id, field, key',
      old: 'select tenant_id, actor_id, field, key from idempotency_key where created_at < ?',
      values: (ago) => [ago(IDEMPOTENCY_KEY_HOURS)],
    },
    // No mail is sent before it is written: the first condition is for the index.
    {
      table: 'mail',
      key: 'tenant_id, id',
      old: 'select tenant_id, id from mail where due_at is null and created_at < ? and coalesce(sent_at, created_at) < ?',
      values: (ago) => [ago(MAIL_HOURS), ago(MAIL_HOURS)],
    },
  ],
};
