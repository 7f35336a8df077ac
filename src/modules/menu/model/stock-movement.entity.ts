import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable, toOne } from '../../../kernel/database/tenant-owned.ts';
import { User } from '../../identity/index.ts';
import { Outlet } from '../../tenancy/index.ts';
import { Product } from './product.entity.ts';

export const StockReason = { OPENING: 'OPENING', SALE: 'SALE', RETURN: 'RETURN', ADJUSTMENT: 'ADJUSTMENT', COUNT: 'COUNT', UNKNOWN: 'UNKNOWN' } as const;
export type StockReason = keyof typeof StockReason;

const StockMovementSchema = defineEntity({
  ...tenantTable,
  name: 'StockMovement',
  tableName: 'stock_movement',
  indexes: [{ properties: ['tenantId', 'outlet', 'product', 'id'] }],
  properties: {
    outlet: () => toOne(Outlet),
    product: () => toOne(Product),
    /** Units added; negative: units taken. */
    delta: p.integer(),
    /** Units left after the movement. */
    balance: p.integer().check('balance >= 0'),
    reason: p.text().$type<StockReason>().check("reason in ('OPENING', 'SALE', 'RETURN', 'ADJUSTMENT', 'COUNT', 'UNKNOWN')"),
    /** The order of a sale or a return. Orders are in a layer above the menu, so it is no reference. */
    orderId: p.uuid().nullable(),
    user: () => toOne(User).nullable(),
    deviceId: p.uuid().nullable(),
    /** The note of the user who made the change. */
    note: p.text().nullable(),
    occurredAt: p.datetime().onCreate(() => new Date()),
  },
});

/** The ledger of stock. Rows are written once; their deltas sum to the stock. */
export class StockMovement extends StockMovementSchema.class {}
StockMovementSchema.setClass(StockMovement);
