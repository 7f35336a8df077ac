import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readConfig } from './config.ts';
import { requireFreePort } from './http/base/listening.ts';
import { Phases } from './kernel/values/phases.ts';
import { StartupError } from './kernel/values/startup-error.ts';
import { stopSignal } from './kernel/values/stop-signal.ts';

const stop = stopSignal();

try {
  const config = readConfig(process.env);
  const tell = (step: string): void => void (config.production || process.stdout.write(`${step}\n`));
  await requireFreePort(config);
  tell('Loading the server');
  // Loaded after the checks: configuration errors are reported at once, and signals work from the beginning.
  const logger = (await import('./kernel/logger.ts')).makeLogger(config.logLevel);
  const options = { logger, signal: stop.signal, tell, phases: new Phases('load') };
  const embedded = config.database ? null : (await import('./dev/embedded/open-embedded.ts')).openEmbedded(config, options);
  // PostgreSQL starts while the rest is loaded. A data folder that cannot be used is refused before.
  await Promise.race([embedded, nextTurn()]);
  const [{ startApp }, { greeting }] = await Promise.all([import('./app.ts'), import('./dev/demo/greeting.ts')]);
  const app = await startApp(config, { ...options, embedded });
  // A rejected promise that no code awaits must not stop every brand's kitchen.
  process.on('unhandledRejection', (error) => logger.error({ err: error }, 'unhandled rejection'));
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'uncaught exception: stopping');
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
