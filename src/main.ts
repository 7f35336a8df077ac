import { startApp } from './app.ts';
import { readConfig } from './config.ts';
import { StartupError } from './kernel/startup-error.ts';
import { greeting } from './seed/greeting.ts';

const HARD_DEADLINE_MS = 9500;

try {
  const config = readConfig(process.env);
  const app = await startApp(config);
  process.stdout.write(greeting(app.url, config));
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      setTimeout(() => process.exit(1), HARD_DEADLINE_MS).unref();
      void app.stop().then(() => process.exit(0));
    });
  }
} catch (error) {
  if (!(error instanceof StartupError)) throw error;
  for (const line of error.message.split('\n')) process.stderr.write(`dapur cannot start: ${line}\n`);
  process.exit(1);
}
