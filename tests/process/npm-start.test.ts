import { expect, test } from 'vitest';
import { dataFolder, fillFolder, startProcess } from './server-process.ts';

test('npm start says what it does from the beginning, and nothing after the greeting', async () => {
  const folder = dataFolder();
  const began = performance.now();
  const server = await startProcess({ DATA_DIR: folder.path, npm_config_update_notifier: 'false' }, { command: ['npm', 'start'] });
  try {
    while (!server.stdout.includes('Building the server\n')) await new Promise((done) => setTimeout(done, 10));
    console.info(`first line after ${Math.round(performance.now() - began)} ms`);
    await server.ready();
    await fetch(server.url);
    expect(server.stdout).toMatch(
      /Building the server\nLoading the server\nSetting up PostgreSQL in .+\nMigrating the database\nMaking the demo brands .+\n\n {2}Dapur /,
    );
    expect(server.stdout.trimEnd().split('\n').at(-1)).toMatch(/^ {6}-d /);
  } finally {
    await server.stop();
    await folder.remove();
  }
}, 180_000);

test('npm start hands signals on: the server ends in order, and so does npm', async () => {
  const folder = dataFolder();
  await fillFolder(folder.path);
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
