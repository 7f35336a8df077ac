import { DAY_HOURS, type Retention } from '../../kernel/retention.ts';

/** Hours that provider notifications are kept: longer than providers repeat them, and longer than people look them up. */
const NOTIFICATION_HOURS = 90 * DAY_HOURS;

export const paymentRetention: readonly Retention[] = [
  {
    table: 'gateway_notification',
    key: 'tenant_id, id',
    old: 'select tenant_id, id from gateway_notification where received_at < ?',
    values: (ago) => [ago(NOTIFICATION_HOURS)],
  },
];
