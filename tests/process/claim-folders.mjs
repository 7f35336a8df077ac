import { readdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { claimFolder } from '../../dist/dev/embedded/data-folder.js';

// Claims one folder after the other, each at the same millisecond as another process; prints which claims succeeded.
const [meeting, begin, ...folders] = process.argv.slice(2);
const STEP_MS = 50;
/** Longer than a timer is late. */
const SPIN_MS = 3;
const got = folders.map((folder, index) => {
  const at = Number(begin) + index * STEP_MS;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.max(0, at - Date.now() - SPIN_MS));
  while (Date.now() < at) {
    // Busy waiting at the end: a timer could wake one of the processes later.
  }
  try {
    claimFolder(folder);
    return true;
  } catch (error) {
    if (!error.message.includes('is in use')) throw error;
    return false;
  }
});
writeSync(1, JSON.stringify(got));
// Keeps all claims until the other process has tried all folders.
writeFileSync(join(meeting, String(process.pid)), '');
setInterval(() => {
  if (readdirSync(meeting).length === 2) process.exit();
}, 50);
