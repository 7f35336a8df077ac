import { Migration } from '@mikro-orm/migrations';

/**
 * Asked at the beginning of each transaction of a tenant, in the round trip of `begin`. A transaction that may write shares a
 * lock with all others of its tenant until it ends; a move takes that lock alone before it freezes the tenant, so it waits
 * for those that have begun. The message of DP421 is the cell that has the tenant.
 */
const CELL_GATE = `create function cell_gate(kind text) returns void language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  tenant uuid := current_setting('app.tenant_id')::uuid;
  held record;
begin
  if kind <> 'read' then perform pg_advisory_xact_lock_shared(hashtextextended(tenant::text, 0)); end if;
  select m.state, m.cell into held from public.tenant_move m where m.id = tenant;
  if not found or held.state = 'LEAVING' then return; end if;
  if held.state in ('MOVED', 'ARRIVING') then raise exception using errcode = 'DP421', message = held.cell; end if;
  if held.state = 'CLOSED' or kind = 'write' then raise exception using errcode = 'DP503', message = held.cell; end if;
  -- The tenant is frozen: a statement alone may read.
  if kind = 'any' then perform set_config('transaction_read_only', 'on', true); end if;
end $$;`;

export class Migration20261201040000_cells extends Migration {
  override name = 'Migration20261201040000_cells';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "tenant_move" ("id" uuid not null, "state" text not null, "cell" text not null, "changed_at" timestamptz not null default now(), primary key ("id"));`,
    );
    this.addSql(
      `alter table "tenant_move" add constraint "tenant_move_state_check" check (state in ('LEAVING', 'FROZEN', 'CLOSED', 'MOVED', 'ARRIVING'));`,
    );
    this.addSql(CELL_GATE);
    this.addSql('revoke all on function cell_gate(text) from public;');
  }
}
