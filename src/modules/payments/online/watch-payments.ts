import { OutageLog } from '../../../kernel/concurrency/outage-log.ts';
import type { Services } from '../../../kernel/request/context.ts';
import { onPoke } from '../model/poke.ts';
import { syncPayment } from './sync-payment.ts';

declare module '../../../kernel/request/context.ts' {
  interface Settings {
    /** How often this node looks for payments that are due for a provider check. */
    readonly paymentPollMilliseconds: number;
  }
}

/** Syncs at the same time per provider: a slow provider does not delay the others. */
const AT_ONCE = 4;

interface Due {
  readonly tenant_id: string;
  readonly id: string;
  readonly provider: string;
}

/**
 * Syncs the payments of all tenants whose check is due: pending, unknown, expired or to be refunded, or named by a
 * notification. Every node runs this watcher; each payment is synced by one node. Returns the function that stops it.
 */
export function watchPayments(services: Services): () => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const perProvider = new Map<string, number>();
  const log = new OutageLog(services.logger, 'payments to look at cannot be read; it is tried again', 'payments to look at are read again');
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
      .then(
        () => log.worked(),
        (error: unknown) => log.failed(error),
      )
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

/**
 * Per provider the payments that have waited longest: hundreds that wait for one provider must not hide those of another.
 * Payments of a tenant that moves wait until its new cell looks at them.
 */
const DUE = `select tenant_id, id, provider from (
  select tenant_id, id, provider, row_number() over (partition by provider order by check_at) as place from payment
  where check_at <= ? and not exists (select 1 from tenant_move m where m.id = payment.tenant_id)) due
where place <= ?`;

function duePayments(services: Services): Promise<Due[]> {
  return services.platformOrm.em.fork().execute<Due[]>(DUE, [services.clock.now(), AT_ONCE]);
}
