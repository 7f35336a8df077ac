import { expect, test } from 'vitest';
import { signedIn } from '../kit/index.ts';
import { dataFolder, startProcess } from './server-process.ts';

test('kill -9 in the middle of the first start leaves what the next start takes up', async () => {
  const own = dataFolder();
  try {
    for (const delay of [600, 1100, 1800, 2600]) {
      const begun = await startProcess({ DATA_DIR: own.path });
      await new Promise((done) => setTimeout(done, delay));
      begun.signal('SIGKILL');
      await begun.exited;
    }
    const whole = await startProcess({ DATA_DIR: own.path });
    await whole.ready();
    expect((await signedIn(whole.url, 'bunna-house', 'cashier', 'dapur-demo')).headers.authorization).toBeTruthy();
    expect(await whole.stop()).toEqual({ code: 0, signal: null });
    expect(own.running()).toEqual([]);
  } finally {
    await own.remove();
  }
}, 90_000);
