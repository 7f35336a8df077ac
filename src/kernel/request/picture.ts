import { checkUrl } from '../values/check.ts';
import type { FieldPath } from '../values/errors.ts';
import type { Services } from './context.ts';

/** Checks the URL of a picture. A picture on this server is stored as a path, because the address of the server may change. */
export function checkPicture<V extends string | null | undefined>(services: Services, value: V, field: FieldPath): string | null | Extract<V, undefined> {
  const url = checkUrl(value, field);
  const own = services.ownUrl();
  return typeof url === 'string' && own !== null && url.startsWith(`${own}/`) ? url.slice(own.length) : url;
}

/** The full URL of a picture for clients. */
export function pictureAddress(services: Services, kept: string | null): string | null {
  return kept?.startsWith('/') ? `${services.ownUrl() ?? ''}${kept}` : kept;
}
