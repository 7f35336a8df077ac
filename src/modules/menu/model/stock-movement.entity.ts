import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable } from '../../../kernel/database/tenant-owned.ts';
import { User } from '../../identity/index.ts';
import { Outlet } from '../../tenancy/index.ts';
import { Product } from './product.entity.ts';

/** Why stock moved. */
export const StockReason = { OPENING: 'OPENING', SALE: 'SALE', RETURN: 'RETURN', ADJUSTMENT: 'ADJUSTMENT', COUNT: 'COUNT', UNKNOWN: 'UNKNOWN' } as const;
export type StockReason = keyof typeof StockReason;

const StockMovementSchema = defineEntity({
  ...tenantTable,
  name: 'StockMovement',
  tableName: 'stock_movement',
  uniques: [{ properties: ['tenantId', 'id'] }],
  indexes: [{ properties: ['tenantId', 'outlet', 'product', 'id'] }],
  properties: {
    outlet: () => p.manyToOne(Outlet).ref().createForeignKeyConstraint(false),
    product: () => p.manyToOne(Product).ref().createForeignKeyConstraint(false),
    /** Units that came; negative: that went. */
    delta: p.integer(),
    /** Units left after it. */
    balance: p.integer().check('balance >= 0'),
    reason: p.text().$type<StockReason>().check("reason in ('OPENING', 'SALE', 'RETURN', 'ADJUSTMENT', 'COUNT', 'UNKNOWN')"),
    /** Of a sale or a return; orders are above the menu, so it is no reference. */
    orderId: p.uuid().nullable(),
    user: () => p.manyToOne(User).ref().nullable().createForeignKeyConstraint(false),
    deviceId: p.uuid().nullable(),
    /** In the words of whoever did it. */
    note: p.text().nullable(),
    occurredAt: p.datetime().onCreate(() => new Date()),
  },
});

/** The ledger of stock: written once, its deltas add up to what is there. */
export class StockMovement extends StockMovementSchema.class {}
StockMovementSchema.setClass(StockMovement);
