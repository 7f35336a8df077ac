import { DatabaseSync } from 'node:sqlite';

/** SQLite's code for a file that another process, or another part of this process, has locked. */
const BUSY = 5;
/** Two processes at the same moment may block each other: then each retries after a random pause. */
const ATTEMPTS = 6;
const PAUSE_MS = 10;

/**
 * Locks a file for this process. Returns how to release it; null: another process has it. The system holds the lock on
 * the open file and releases it when the process ends in any way, so nothing is left to clean up. SQLite implements this
 * for each platform; the file is empty. In a network folder the lock is as good as the file server's.
 */
export function lockFile(file: string): (() => void) | null {
  for (let attempt = 1; ; attempt += 1) {
    const release = attemptToLock(file);
    if (release || attempt === ATTEMPTS) return release;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.random() * PAUSE_MS);
  }
}

function attemptToLock(file: string): (() => void) | null {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('pragma locking_mode = exclusive; begin exclusive');
    return () => database.close();
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === BUSY) return null;
    throw error;
  }
}
