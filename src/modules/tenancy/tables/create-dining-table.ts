import { newId } from '../../../kernel/database/tenant-owned.ts';
import { requireInUse } from '../../../kernel/request/archive.ts';
import { audit } from '../../../kernel/request/audit.ts';
import { auditValues } from '../../../kernel/request/audit-change.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { lockRow } from '../../../kernel/request/lock-row.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { DiningTable } from '../model/dining-table.entity.ts';
import { MAX_TABLES } from '../model/dining-table.repository.ts';
import { Outlet } from '../model/outlet.entity.ts';
import { reachableOutlet } from '../model/reach.ts';
import { AUDITED_FIELDS, checkSeats, checkTableName, flushTable, tableAuditTarget } from './dining-table-fields.ts';
import { issueToken } from './rotate-table-token.ts';

export interface CreateDiningTable {
  readonly outletId: string;
  readonly name: string;
  readonly seats?: number | null;
}

const SEATS = 4;

/** Adds a table to an outlet, with the token of its QR code. */
export async function createDiningTable(ctx: Context, input: CreateDiningTable): Promise<DiningTable> {
  const outlet = await reachableOutlet(ctx, input.outletId);
  requireInUse('The outlet', outlet, ['outletId']);
  const fields = { ...checkTableName(input.name), seats: checkSeats(input.seats ?? SEATS) };
  await requireRoom(ctx, outlet.id);
  const now = ctx.services.clock.now();
  const table = ctx.em.create(DiningTable, { ...fields, id: newId(), tenantId: tenantOf(ctx), outlet, tokenHash: '', tokenIssuedAt: now });
  issueToken(ctx, table);
  ctx.em.persist(table);
  await flushTable(ctx, table);
  await audit(ctx, { ...tableAuditTarget(table), after: auditValues(table, AUDITED_FIELDS) });
  return table;
}

/** The lock makes concurrent commands check the limit one after the other. */
async function requireRoom(ctx: Context, outletId: string): Promise<void> {
  await lockRow(ctx, Outlet, outletId);
  if ((await ctx.em.count(DiningTable, { outlet: outletId })) < MAX_TABLES) return;
  throw new UserFailure('LIMIT_EXCEEDED', `An outlet has at most ${MAX_TABLES} tables, those that are switched off included.`, {
    field: ['outletId'],
    details: { max: MAX_TABLES },
  });
}
