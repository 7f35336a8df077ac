import { once } from 'node:events';
import { readConfig } from './config.ts';
import { StartupError } from './kernel/startup-error.ts';

const HARD_DEADLINE_MS = 9500;

/** Asked for by a signal, at whatever moment: also while the server is still starting. */
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!stop.signal.aborted) setTimeout(() => process.exit(1), HARD_DEADLINE_MS).unref();
    stop.abort();
  });
}

try {
  const config = readConfig(process.env);
  // Only now: what is wrong with the configuration is said at once, and a signal is heard from the beginning.
  const { startApp } = await import('./app.ts');
  const { greeting } = await import('./seed/greeting.ts');
  const app = await startApp(config, { signal: stop.signal });
  // A promise that nobody waits for must not take every brand's kitchen down.
  process.on('unhandledRejection', (error) => app.services.logger.error({ err: error }, 'unhandled rejection'));
  process.on('uncaughtException', (error) => {
    app.services.logger.fatal({ err: error }, 'uncaught exception: stopping');
    process.exitCode = 1;
    stop.abort();
  });
  process.stdout.write(greeting(app.url, config));
  if (!stop.signal.aborted) await once(stop.signal, 'abort');
  await app.stop();
  process.exit();
} catch (error) {
  if (stop.signal.aborted) process.exit(0);
  if (!(error instanceof StartupError)) throw error;
  for (const line of error.message.split('\n')) process.stderr.write(`dapur cannot start: ${line}\n`);
  process.exit(1);
}
