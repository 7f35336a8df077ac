import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable, timestamps } from '../../../kernel/database/tenant-owned.ts';
import type { PaymentMethod } from './payment-method.ts';

/** Whether a provider moves real money. */
export const GatewayMode = { TEST: 'TEST', LIVE: 'LIVE' } as const;
export type GatewayMode = keyof typeof GatewayMode;

const GatewayAccountSchema = defineEntity({
  ...tenantTable,
  name: 'GatewayAccount',
  tableName: 'gateway_account',
  uniques: [{ properties: ['tenantId', 'provider'] }],
  properties: {
    provider: p.text(),
    mode: p.text().$type<GatewayMode>().check("mode in ('TEST', 'LIVE')"),
    active: p.boolean().default(true),
    /** Payment methods that this account is used for. */
    methods: p.array().$type<PaymentMethod[]>(),
    /** Secrets of the account by name, sealed (kernel/secrets/vault.ts). The API writes them and never returns them. */
    sealedCredentials: p.text().lazy(),
    version: p.integer().version(),
    ...timestamps,
  },
});

/** A tenant's account with a payment provider. */
export class GatewayAccount extends GatewayAccountSchema.class {}
GatewayAccountSchema.setClass(GatewayAccount);
