import type { AuditRecord } from '../../../kernel/request/audit.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { flushOrConflict } from '../../../kernel/request/transaction.ts';
import { checkInteger, checkText } from '../../../kernel/values/check.ts';
import { type DiningTable, tableKeyOf } from '../model/dining-table.entity.ts';

/** The audited fields of a table. */
export const AUDITED_FIELDS = ['name', 'seats', 'active'] as const satisfies readonly (keyof DiningTable)[];

export function tableAuditTarget(table: DiningTable): Pick<AuditRecord, 'action' | 'outletId' | 'entityType' | 'entityId'> {
  return { action: 'OUTLET_CHANGED', outletId: table.outlet.id, entityType: 'DiningTable', entityId: table.id };
}

/** A checked name, with its key for comparison. */
export function checkTableName(input: string): Pick<DiningTable, 'name' | 'nameKey'> {
  const name = checkText(input, ['name'], { max: 40 });
  return { name, nameKey: tableKeyOf(name) };
}

export function checkSeats(seats: number): number {
  return checkInteger(seats, ['seats'], 1, 100);
}

/** Of two concurrent tables of one outlet with the same name, only one is written. */
export async function flushTable(ctx: Context, { name }: DiningTable): Promise<void> {
  await flushOrConflict(ctx, `The outlet has a table ${name} already.`, ['name']);
}
