import type { IncomingHttpHeaders } from 'node:http';

export interface OriginSettings {
  readonly corsOrigins: readonly string[];
  readonly publicUrl: string | null;
  /** How many proxies stand in front. */
  readonly trustProxy: number;
  /** Any page may call while no origin is listed. */
  readonly openToAll: boolean;
}

export type OriginRule = (headers: IncomingHttpHeaders) => boolean;

/**
 * Which web pages may call and listen: those that are listed, and those that this server serves itself. Browsers name
 * the page's origin; other clients send none and always may.
 */
export function originRule({ corsOrigins, publicUrl, trustProxy, openToAll }: OriginSettings): OriginRule {
  const listed = new Set([...corsOrigins, ...(publicUrl ? [new URL(publicUrl).origin] : [])]);
  const anyMay = corsOrigins.length === 0 && openToAll;
  return (headers) => {
    const { origin } = headers;
    return origin === undefined || anyMay || listed.has(origin) || origin === ownOrigin(headers, trustProxy);
  };
}

/** The origin of pages at the address that a request was sent to. Only a proxy in front can know that it was https. */
function ownOrigin({ host, 'x-forwarded-proto': forwarded }: IncomingHttpHeaders, proxies: number): string | undefined {
  const scheme = proxies > 0 && String(forwarded).startsWith('https') ? 'https' : 'http';
  return URL.parse(`${scheme}://${host ?? ''}`)?.origin;
}
