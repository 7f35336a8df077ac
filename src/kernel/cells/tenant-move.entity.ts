import { defineEntity, p } from '@mikro-orm/core';

/** Where a tenant stands that is moving between cells, as this cell's database knows it. A tenant without such a row is at home here. */
export const MoveState = {
  /** It is copied from here. Requests go on; background work has stopped. */
  LEAVING: 'LEAVING',
  /** Nothing of it is written any more; reads go on. */
  FROZEN: 'FROZEN',
  /** Nothing of it is read here any more; the other cell does not serve it yet. */
  CLOSED: 'CLOSED',
  /** The other cell serves it. The rows here are an old copy. */
  MOVED: 'MOVED',
  /** It is copied to here; the other cell serves it. */
  ARRIVING: 'ARRIVING',
} as const;
export type MoveState = keyof typeof MoveState;

const TenantMoveSchema = defineEntity({
  name: 'TenantMove',
  tableName: 'tenant_move',
  properties: {
    /** Id of the tenant, whose row may not be here yet, or no longer. */
    id: p.uuid().primary(),
    state: p.text().$type<MoveState>().check("state in ('LEAVING', 'FROZEN', 'CLOSED', 'MOVED', 'ARRIVING')"),
    /** The other cell of the move. */
    cell: p.text(),
    changedAt: p.datetime().defaultRaw('now()'),
  },
});

/** A table of the platform: the runtime role asks `cell_gate` instead. Requests of a tenant that has a row here meet it. */
export class TenantMove extends TenantMoveSchema.class {}
TenantMoveSchema.setClass(TenantMove);
