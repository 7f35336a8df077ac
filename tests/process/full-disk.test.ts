import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { dataFolder, startProcess } from './server-process.ts';

const parent = dataFolder();
const disk = join(parent.path, 'disk');
mkdirSync(disk);
/** A small disk; without the right to mount one, the test is skipped. */
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=300m', 'tmpfs', disk]).status === 0;
afterAll(async () => {
  for (const pid of parent.running()) process.kill(pid, 'SIGKILL');
  if (isMounted) spawnSync('umount', ['-l', disk]);
  await parent.remove();
});

function fill(): void {
  for (const [index, size] of [1 << 24, 1 << 20, 1 << 14, 1 << 12].entries()) {
    try {
      for (let number = 0; ; number += 1) writeFileSync(join(disk, `filler-${index}-${number}`), Buffer.alloc(size));
    } catch {
      // The disk has no space for another block of this size.
    }
  }
}

test.skipIf(!isMounted)(
  'a server whose disk is full is not ready and says why, and is itself again when there is room',
  async () => {
    const server = await startProcess({ DATA_DIR: join(disk, 'data'), DEMO: 'off', DURABLE: 'off' }, { longest: 400_000 });
    await server.ready();
    const readiness = async () => {
      const answer = await fetch(`${server.url}/readyz`);
      return [answer.status, ((await answer.json()) as { status: string }).status];
    };
    fill();
    await expect.poll(readiness, { timeout: 30_000 }).toEqual([503, 'the disk of the database is full']);
    spawnSync('bash', ['-c', 'rm -f "$1"/filler-*', 'bash', disk]);
    await expect.poll(readiness, { timeout: 30_000 }).toEqual([200, 'ok']);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    rmSync(join(disk, 'data'), { recursive: true, force: true });
  },
  400_000,
);
