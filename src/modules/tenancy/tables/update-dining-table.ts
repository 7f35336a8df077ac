import { auditChange, auditValues } from '../../../kernel/request/audit-change.ts';
import type { Context } from '../../../kernel/request/context.ts';
import type { DiningTable } from '../model/dining-table.entity.ts';
import { reachableTable } from '../model/dining-table.repository.ts';
import { AUDITED_FIELDS, checkSeats, checkTableName, flushTable, tableAuditTarget } from './dining-table-fields.ts';

export interface UpdateDiningTable {
  readonly id: string;
  readonly name?: string | null;
  readonly seats?: number | null;
  readonly active?: boolean | null;
}

/** Renames a table, changes its seats, or switches its QR code off and on. Orders keep the earlier name of the table. */
export async function updateDiningTable(ctx: Context, input: UpdateDiningTable): Promise<DiningTable> {
  const table = await reachableTable(ctx, input.id);
  const before = auditValues(table, AUDITED_FIELDS);
  Object.assign(
    table,
    input.name != null && checkTableName(input.name),
    input.seats != null && { seats: checkSeats(input.seats) },
    input.active != null && { active: input.active },
  );
  await flushTable(ctx, table);
  await auditChange(ctx, tableAuditTarget(table), before, auditValues(table, AUDITED_FIELDS));
  return table;
}
