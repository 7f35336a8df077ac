import type { Services } from '../../../kernel/request/context.ts';
import { onPoke } from '../model/poke.ts';
import { syncPayment } from './sync-payment.ts';

/** Of one provider at a time: one that is slow does not keep the others waiting. */
const AT_ONCE = 4;

interface Due {
  readonly tenant_id: string;
  readonly id: string;
  readonly provider: string;
}

/**
 * Looks at the payments of all tenants whose time has come: what is pending, unknown, expired or to be refunded, and
 * what a notification was about. Every node does; a payment is looked at by one. Returns how to stop.
 */
export function watchPayments(services: Services): () => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const perProvider = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  const look = ({ tenant_id: tenantId, id, provider }: Due): void => {
    const busy = perProvider.get(provider) ?? 0;
    if (stopped || running.has(id) || busy >= AT_ONCE) return;
    perProvider.set(provider, busy + 1);
    const work = syncPayment(services, tenantId, id, { isDue: true })
      .catch((error: unknown) => services.logger.error({ err: error, tenantId, paymentId: id }, 'looking at a payment failed; again soon'))
      .finally(() => {
        running.delete(id);
        perProvider.set(provider, (perProvider.get(provider) ?? 1) - 1);
        wake();
      });
    running.set(id, work);
  };
  const read = async (): Promise<void> => {
    do {
      again = false;
      for (const due of await duePayments(services)) look(due);
    } while (again && !stopped);
  };
  const wake = (): void => {
    if (stopped) return;
    clearTimeout(timer);
    if (reading) {
      again = true;
      return;
    }
    reading = read()
      .catch((error: unknown) => services.logger.warn({ err: error }, 'payments to look at could not be read; again soon'))
      .finally(() => {
        reading = null;
        if (!stopped) timer = setTimeout(wake, services.settings.paymentPollMilliseconds);
      });
  };
  const forget = onPoke(services, wake);
  timer = setTimeout(wake, services.settings.paymentPollMilliseconds);
  return async () => {
    stopped = true;
    forget();
    clearTimeout(timer);
    await Promise.all([reading, ...running.values()]);
  };
}

/** Of each provider those that have waited longest: hundreds that wait for one must not hide what waits for another. */
const DUE = `select tenant_id, id, provider from (
  select tenant_id, id, provider, row_number() over (partition by provider order by check_at) as place from payment where check_at <= ?) due
where place <= ?`;

function duePayments(services: Services): Promise<Due[]> {
  return services.platformOrm.em.fork().execute<Due[]>(DUE, [services.clock.now(), AT_ONCE]);
}
