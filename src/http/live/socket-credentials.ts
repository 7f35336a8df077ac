import type { IncomingHttpHeaders } from 'node:http';
import type { Credentials } from '../../modules/identity/index.ts';

/** The credentials of a socket, or what is wrong with their form. */
export type SocketCredentials = { readonly credentials: Credentials } | { readonly wrong: string };

/** Names of credentials, in any letter case: those of the HTTP headers. */
const NAMES = { authorization: 'authorization', 'x-tenant-id': 'tenant', 'x-outlet-id': 'outlet' } as const;
/** Parameters with such names are meant as credentials. Ignoring them would make a guest of a client that has a token. */
const MEANT = /auth|token|jwt|bearer|header|credential|session|tenant|outlet|api.?key/i;
const MAX_LENGTH = 8000;

/** Reads the credentials of a socket from the connection parameters; those missing there from the headers of the upgrade. */
export function socketCredentials(params: unknown, headers: IncomingHttpHeaders): SocketCredentials {
  const found: Record<string, string> = {};
  for (const [name, key] of Object.entries(NAMES)) {
    const header = headers[name];
    if (typeof header === 'string' && header !== '') found[key] = header;
  }
  for (const [name, value] of Object.entries(params ?? {})) {
    const key = NAMES[name.toLowerCase() as keyof typeof NAMES] as string | undefined;
    if (key === undefined && MEANT.test(name)) return wrong(name);
    if (key === undefined || value === null || value === undefined || value === '') continue;
    if (typeof value !== 'string' || value.length > MAX_LENGTH) return wrong(name);
    found[key] = value;
  }
  return { credentials: found };
}

/** The text is short enough for the reason of a closing frame. */
function wrong(name: string): SocketCredentials {
  return { wrong: `connectionParams take authorization, x-tenant-id and x-outlet-id, as texts; not "${name.replace(/[^\w.-]/g, '').slice(0, 30)}"` };
}
