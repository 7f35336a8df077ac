import { expect, test } from 'vitest';
import { dataFolder, startProcess } from './server-process.ts';

test('npm start hands signals on: the server ends in order, and so does npm', async () => {
  const folder = dataFolder();
  try {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const server = await startProcess({ DATA_DIR: folder.path, DEMO: 'off', npm_config_update_notifier: 'false' }, { command: ['npm', 'start', '--silent'] });
      await server.ready();
      expect(folder.running().length).toBeGreaterThan(0);
      server.signal(signal);
      const { code } = await server.exited;
      expect(code ?? 0).toBe(0);
      await expect.poll(() => folder.running(), { timeout: 5000 }).toEqual([]);
    }
  } finally {
    await folder.remove();
  }
}, 90_000);
