import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dataFolder, startProcess } from './server-process.ts';

test('a data folder below a closed folder works too', async () => {
  const closed = dataFolder({ closed: true });
  const own = await startProcess({ DATA_DIR: join(closed.path, 'deep', 'data'), DEMO: 'off' });
  try {
    await own.ready();
    expect(own.stdout).not.toContain('kopi-senja');
    expect(await own.stop()).toEqual({ code: 0, signal: null });
    expect(closed.running()).toEqual([]);
  } finally {
    await closed.remove();
  }
}, 90_000);
