import { DAY_HOURS, type Retention } from '../../kernel/retention.ts';

/** Of payment providers: longer than they repeat one, and than it is asked what they said. */
const NOTIFICATION_HOURS = 90 * DAY_HOURS;

export const paymentRetention: readonly Retention[] = [
  { table: 'gateway_notification', condition: 't.received_at < ?', values: (ago) => [ago(NOTIFICATION_HOURS)] },
];
