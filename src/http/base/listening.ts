import { once } from 'node:events';
import { createServer } from 'node:net';
import { StartupError } from '../../kernel/values/startup-error.ts';

interface Address {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/**
 * Checks that the address is free, before the start sets up anything.
 * @throws StartupError when it is not
 */
export async function requireFreePort({ host, port }: Address): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  try {
    await once(probe.listen(port, host), 'listening');
  } catch (error) {
    throw listenError(error, { host, port });
  } finally {
    probe.close();
  }
}

/** Why the server cannot listen, as a StartupError for the operator; any other error unchanged. */
export function listenError(error: unknown, { host, port }: Address): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return new StartupError(
      `PORT: ${host}:${port} is in use. Stop what listens there, or choose another port: PORT=${port === 65_535 ? 4000 : port + 1} npm start`,
    );
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return new StartupError(`HOST/PORT: cannot listen on ${host}:${port} (${code}).`);
  return error;
}
