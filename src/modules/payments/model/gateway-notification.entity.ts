import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable } from '../../../kernel/database/tenant-owned.ts';

/** What became of a notification. */
export const NotificationOutcome = {
  /** Its payment is looked at, at the provider. */
  ACCEPTED: 'ACCEPTED',
  /** It says something that does not fit its payment: a person looks at it. */
  MISMATCH: 'MISMATCH',
  /** No payment of the tenant has its reference. */
  UNMATCHED: 'UNMATCHED',
  /** Of no concern. */
  IGNORED: 'IGNORED',
} as const;
export type NotificationOutcome = keyof typeof NotificationOutcome;

const GatewayNotificationSchema = defineEntity({
  ...tenantTable,
  name: 'GatewayNotification',
  tableName: 'gateway_notification',
  uniques: [{ properties: ['tenantId', 'id'] }, { properties: ['tenantId', 'provider', 'eventKey'] }],
  indexes: [{ properties: ['tenantId', 'receivedAt', 'id'] }],
  properties: {
    provider: p.text(),
    /** By which the provider's repetitions are known (payments reference §1). */
    eventKey: p.text(),
    /** What it is about, as the provider calls it. */
    type: p.text(),
    paymentId: p.uuid().nullable(),
    outcome: p.text().$type<NotificationOutcome>().check("outcome in ('ACCEPTED', 'MISMATCH', 'UNMATCHED', 'IGNORED')"),
    /** The raw bytes, as they were signed. */
    body: p.blob().lazy(),
    receivedAt: p.datetime(),
  },
});

/** A provider's message, checked and kept before it was answered. */
export class GatewayNotification extends GatewayNotificationSchema.class {}
GatewayNotificationSchema.setClass(GatewayNotification);
