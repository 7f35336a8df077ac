import type { Services } from '../../../kernel/request/context.ts';
import type { IncomingNotification } from './receive-notification.ts';

const DEADLINE_MS = 8000;
/** Of one connection, or set again for the new request. */
const NOT_FORWARDED = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive', 'expect', 'upgrade']);
/** Set on what is passed on: it is passed on once, so that two cells that disagree do not send it to and fro. */
const FORWARDED = 'x-dapur-forwarded';

/**
 * Passes a notification on to the cell that serves its tenant, as it came: the signature covers the raw bytes.
 * @returns the status of that cell; 503 if it does not answer, so that the provider sends again
 */
export async function forwardNotification(services: Services, url: string, { provider, headers, body }: IncomingNotification): Promise<number> {
  if (headers[FORWARDED] !== undefined) return 503;
  const passedOn = Object.entries(headers).filter(([name, value]) => value !== undefined && !NOT_FORWARDED.has(name)) as [string, string][];
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...Object.fromEntries(passedOn), [FORWARDED]: '1' },
      body: new Uint8Array(body),
      redirect: 'error',
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch (error) {
    services.logger.warn({ err: error, provider, url }, 'a notification could not be passed on to the cell of its brand; its provider sends it again');
    return 503;
  }
}
