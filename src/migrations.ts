import type { Constructor } from '@mikro-orm/core';
import type { Migration } from '@mikro-orm/migrations';
import type { LargeIndex } from './kernel/database/build-indexes.ts';
import { Migration20261120000000_open_a_restaurant } from './migrations/20261120000000-open-a-restaurant.ts';
import { Migration20261120000001_tie_rows_to_their_tenant } from './migrations/20261120000001-tie-rows-to-their-tenant.ts';
import { Migration20261121010249_exact_money } from './migrations/20261121010249-exact-money.ts';
import { Migration20261121010250_tie_exact_money_to_its_tenant } from './migrations/20261121010250-tie-exact-money-to-its-tenant.ts';
import { Migration20261121035704_get_paid } from './migrations/20261121035704-get-paid.ts';
import { Migration20261121132902_accounts_and_devices } from './migrations/20261121132902-accounts-and-devices.ts';
import { Migration20261130100000_board_minutes } from './migrations/20261130100000-board-minutes.ts';
import { Migration20261130120000_find_orders_and_order_at_tables } from './migrations/20261130120000-find-orders-and-order-at-tables.ts';
import { Migration20261130120001_carry_orders_over } from './migrations/20261130120001-carry-orders-over.ts';
import { Migration20261130130000_charges_and_weights } from './migrations/20261130130000-charges-and-weights.ts';
import { Migration20261130150000_one_mailbox_one_address } from './migrations/20261130150000-one-mailbox-one-address.ts';
import { Migration20261130160000_archive_and_find } from './migrations/20261130160000-archive-and-find.ts';
import { Migration20261130160001_find_what_is_there } from './migrations/20261130160001-find-what-is-there.ts';
import { Migration20261130170000_parcel_types } from './migrations/20261130170000-parcel-types.ts';
import { Migration20261130210000_sweep_by_time } from './migrations/20261130210000-sweep-by-time.ts';
import { Migration20261201020000_events_by_day } from './migrations/20261201020000-events-by-day.ts';
import { Migration20261201020001_archived_lines } from './migrations/20261201020001-archived-lines.ts';
import { Migration20261201040000_cells } from './migrations/20261201040000-cells.ts';

export interface NamedMigration {
  readonly name: string;
  readonly class: Constructor<Migration>;
  /**
   * Tables of running servers that the migration changes or refers to. Tables that transactions lock last come first: a
   * transaction that has locked one of them needs no later lock, and goes on to its end.
   */
  readonly locks?: readonly string[];
  /** Indexes of large tables, which are built after the migration while servers go on writing. */
  readonly indexes?: readonly LargeIndex[];
}

/** Every migration in order. A migration that has landed is never edited: running servers have applied it. */
export const migrations: readonly NamedMigration[] = [
  { name: 'open-a-restaurant', class: Migration20261120000000_open_a_restaurant },
  { name: 'tie-rows-to-their-tenant', class: Migration20261120000001_tie_rows_to_their_tenant },
  { name: 'exact-money', class: Migration20261121010249_exact_money, locks: ['order', 'order_line', 'outlet', 'product', 'tenant', 'user', 'device'] },
  { name: 'tie-exact-money-to-its-tenant', class: Migration20261121010250_tie_exact_money_to_its_tenant },
  { name: 'get-paid', class: Migration20261121035704_get_paid, locks: ['order', 'order_line', 'payment', 'payable', 'outlet', 'tenant', 'user', 'device'] },
  {
    name: 'accounts-and-devices',
    class: Migration20261121132902_accounts_and_devices,
    locks: ['product_at_outlet', 'refresh_token', 'user_session', 'product', 'outlet', 'tenant', 'user', 'device'],
  },
  { name: 'board-minutes', class: Migration20261130100000_board_minutes, locks: ['outlet'] },
  {
    name: 'find-orders-and-order-at-tables',
    class: Migration20261130120000_find_orders_and_order_at_tables,
    locks: ['event_stream', 'event', 'order', 'payment', 'outlet', 'tenant', 'user'],
  },
  { name: 'carry-orders-over', class: Migration20261130120001_carry_orders_over, locks: ['event_stream', 'event', 'order'] },
  {
    name: 'charges-and-weights',
    class: Migration20261130130000_charges_and_weights,
    locks: ['kitchen_ticket_item', 'order_line', 'refund', 'payment', 'product', 'outlet', 'tenant'],
  },
  { name: 'one-mailbox-one-address', class: Migration20261130150000_one_mailbox_one_address, locks: ['user_session', 'user'] },
  {
    name: 'archive-and-find',
    class: Migration20261130160000_archive_and_find,
    locks: ['product', 'category', 'modifier_option', 'modifier_group', 'kitchen_station', 'outlet', 'tenant', 'user'],
  },
  { name: 'find-what-is-there', class: Migration20261130160001_find_what_is_there, locks: ['product', 'modifier_group', 'tenant', 'user'] },
  { name: 'parcel-types', class: Migration20261130170000_parcel_types, locks: ['tenant'] },
  {
    name: 'sweep-by-time',
    class: Migration20261130210000_sweep_by_time,
    locks: ['mail', 'mailbox_proof', 'device_pairing', 'platform_refresh_token', 'platform_session', 'shift', 'device'],
    indexes: [
      { name: 'idempotency_key_created_at_index', on: '"idempotency_key" ("created_at")', replaces: 'idempotency_key_tenant_id_created_at_index' },
      { name: 'refresh_token_expires_at_index', on: '"refresh_token" ("expires_at")', replaces: 'refresh_token_expired' },
      { name: 'user_session_created_at_index', on: '"user_session" ("created_at")' },
      { name: 'user_session_last_used_at_index', on: '"user_session" ("last_used_at")' },
      { name: 'user_session_revoked_at_index', on: '"user_session" ("revoked_at")' },
      { name: 'gateway_notification_received_at_index', on: '"gateway_notification" ("received_at")' },
    ],
  },
  { name: 'events-by-day', class: Migration20261201020000_events_by_day, locks: ['event_stream', 'event', 'tenant'] },
  {
    name: 'archived-lines',
    class: Migration20261201020001_archived_lines,
    locks: ['order'],
    // Lines that are archived are deleted: their foreign key looks for items of each.
    indexes: [{ name: 'kitchen_ticket_item_tenant_id_line_id_index', on: '"kitchen_ticket_item" ("tenant_id", "line_id")' }],
  },
  { name: 'cells', class: Migration20261201040000_cells },
];
