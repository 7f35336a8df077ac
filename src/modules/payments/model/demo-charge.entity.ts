import { defineEntity, p } from '@mikro-orm/core';
import { creationStamp, tenantTable } from '../../../kernel/database/tenant-owned.ts';

export const DemoChargeStatus = {
  PENDING: 'PENDING',
  AUTHORIZED: 'AUTHORIZED',
  PAID: 'PAID',
  DECLINED: 'DECLINED',
  CANCELLED: 'CANCELLED',
  EXPIRED: 'EXPIRED',
} as const;
export type DemoChargeStatus = keyof typeof DemoChargeStatus;

const DemoChargeSchema = defineEntity({
  ...tenantTable,
  name: 'DemoCharge',
  tableName: 'demo_charge',
  properties: {
    status: p.text().$type<DemoChargeStatus>().check("status in ('PENDING', 'AUTHORIZED', 'PAID', 'DECLINED', 'CANCELLED', 'EXPIRED')"),
    method: p.text(),
    currency: p.text(),
    amount: p.bigint('number'),
    captured: p.bigint('number').default(0),
    /** Refunded amounts by our refund ids. */
    refunds: p.json<Readonly<Record<string, number>>>(),
    manualCapture: p.boolean().default(false),
    qrString: p.text().nullable(),
    expiresAt: p.datetime().nullable(),
    ...creationStamp,
  },
});

/** A payment as the demo gateway, a provider without a bank, stores it. Its id is the payment's id. */
export class DemoCharge extends DemoChargeSchema.class {}
DemoChargeSchema.setClass(DemoCharge);
