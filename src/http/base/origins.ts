import type { IncomingHttpHeaders } from 'node:http';

/** Headers of answers that pages of other origins may read. */
export const exposedHeaders: readonly string[] = ['x-request-id', 'etag', 'retry-after', 'ratelimit', 'ratelimit-policy'];

export interface OriginSettings {
  readonly corsOrigins: readonly string[];
  readonly publicUrl: string | null;
  /** Number of proxies in front of this server. */
  readonly trustProxy: number;
  /** Whether any page may call while no origin is listed. */
  readonly openToAll: boolean;
}

export type OriginRule = (headers: IncomingHttpHeaders) => boolean;

/**
 * Decides which web pages may call and subscribe: listed origins, and pages that this server serves itself. Browsers send
 * the page's origin; other clients send none and are always allowed.
 */
export function originRule({ corsOrigins, publicUrl, trustProxy, openToAll }: OriginSettings): OriginRule {
  const listed = new Set([...corsOrigins, ...(publicUrl ? [new URL(publicUrl).origin] : [])]);
  const anyMay = corsOrigins.length === 0 && openToAll;
  return (headers) => {
    const { origin } = headers;
    return origin === undefined || anyMay || listed.has(origin) || origin === ownOrigin(headers, trustProxy);
  };
}

/** The origin of pages at the address of the request. Only a proxy in front knows whether it was https. */
function ownOrigin({ host, 'x-forwarded-proto': forwarded }: IncomingHttpHeaders, proxies: number): string | undefined {
  const scheme = proxies > 0 && String(forwarded).startsWith('https') ? 'https' : 'http';
  return URL.parse(`${scheme}://${host ?? ''}`)?.origin;
}
