import { checkUrl } from '../values/check.ts';
import type { FieldPath } from '../values/errors.ts';
import type { Services } from './context.ts';

/** A picture of this server itself is kept as a path: the server may be found at another address tomorrow. */
export function checkPicture<V extends string | null | undefined>(services: Services, value: V, field: FieldPath): string | null | Extract<V, undefined> {
  const url = checkUrl(value, field);
  const own = services.ownUrl();
  return typeof url === 'string' && own !== null && url.startsWith(`${own}/`) ? url.slice(own.length) : url;
}

/** The whole address of a picture, as clients load it. */
export function pictureAddress(services: Services, kept: string | null): string | null {
  return kept?.startsWith('/') ? `${services.ownUrl() ?? ''}${kept}` : kept;
}
