import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable } from '../../../kernel/database/tenant-owned.ts';

/** How a notification was handled. */
export const NotificationOutcome = {
  /** A provider check of its payment is scheduled. */
  ACCEPTED: 'ACCEPTED',
  /** Its amount, currency or reference differs from its payment's: a person has to review the payment. */
  MISMATCH: 'MISMATCH',
  /** No payment of the tenant has its reference. */
  UNMATCHED: 'UNMATCHED',
  /** It is not about a payment. */
  IGNORED: 'IGNORED',
} as const;
export type NotificationOutcome = keyof typeof NotificationOutcome;

const GatewayNotificationSchema = defineEntity({
  ...tenantTable,
  name: 'GatewayNotification',
  tableName: 'gateway_notification',
  uniques: [{ properties: ['tenantId', 'provider', 'eventKey'] }],
  indexes: [{ properties: ['tenantId', 'receivedAt', 'id'] }, { properties: ['receivedAt'] }],
  properties: {
    provider: p.text(),
    /** Identifies a notification that the provider sends again (payments reference §1). */
    eventKey: p.text(),
    /** The provider's name for the kind of event. */
    type: p.text(),
    paymentId: p.uuid().nullable(),
    outcome: p.text().$type<NotificationOutcome>().check("outcome in ('ACCEPTED', 'MISMATCH', 'UNMATCHED', 'IGNORED')"),
    /** The raw bytes, as they were signed. */
    body: p.blob().lazy(),
    receivedAt: p.datetime(),
  },
});

/** A notification from a provider. It is checked and stored before it is answered. */
export class GatewayNotification extends GatewayNotificationSchema.class {}
GatewayNotificationSchema.setClass(GatewayNotification);
