import { OutageLog } from '../concurrency/outage-log.ts';
import { withTimeout } from '../concurrency/with-timeout.ts';
import type { Services } from '../request/context.ts';
import { deliverMail, type MailDelivery } from './deliver-mail.ts';
import { onMailPoke } from './send-mail.ts';
import { AT_ONCE } from './smtp-transport.ts';

/** How often this node polls for due mails: those of other nodes, and those to try again. */
const POLL_MS = 1000;
/** How long a stop waits for mails that are being sent; a mail that is cut off is sent again. */
const STOP_MS = 2000;

interface Due {
  readonly tenant_id: string;
  readonly id: string;
}

/** Sends the due mails of all tenants. Every node does this; a mail is sent by one of them. Returns how to stop. */
export function watchMails(services: Services, post: MailDelivery): () => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const log = new OutageLog(services.logger, 'mails to send cannot be read; it is tried again', 'mails to send are read again');
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  const deliver = ({ tenant_id: tenantId, id }: Due): void => {
    if (stopped || running.has(id) || running.size >= AT_ONCE) return;
    const work = deliverMail(services, post, tenantId, id)
      .then(wake, (error: unknown) => services.logger.error({ err: error, tenantId, mailId: id }, 'what came of a mail was not noted; it is tried again'))
      .finally(() => running.delete(id));
    running.set(id, work);
  };
  const read = async (): Promise<void> => {
    do {
      again = false;
      for (const due of await dueMails(services)) deliver(due);
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
        if (!stopped) timer = setTimeout(wake, POLL_MS);
      });
  };
  const forget = onMailPoke(services, wake);
  timer = setTimeout(wake, POLL_MS);
  return async () => {
    stopped = true;
    forget();
    clearTimeout(timer);
    await withTimeout<unknown>(STOP_MS, Promise.all([reading, ...running.values()]), () => null);
  };
}

/**
 * The longest-waiting mail of each tenant comes first: a tenant that sends many mails does not delay the others. Mails of a
 * tenant that moves wait until its new cell sends them.
 */
const DUE = `select tenant_id, id from (
  select tenant_id, id, due_at, row_number() over (partition by tenant_id order by due_at) as place from mail
  where due_at <= ? and not exists (select 1 from tenant_move m where m.id = mail.tenant_id)) due
order by place, due_at limit ?`;

function dueMails(services: Services): Promise<Due[]> {
  return services.platformOrm.em.fork().execute<Due[]>(DUE, [services.clock.now(), 2 * AT_ONCE]);
}
