import { DatabaseSync } from 'node:sqlite';

/** SQLite's code for a file that another process, or another part of this one, has locked. */
const BUSY = 5;
/** Of two who come at the same moment each may hinder the other: then they try again, at different moments. */
const ATTEMPTS = 6;
const PAUSE_MS = 10;

/**
 * Locks a file for this process alone, and tells how to give it back; null: somebody has it. The system keeps the lock
 * on the open file and ends it with the process, however that ends: nothing is left to be cleared away. SQLite knows how
 * that is done on each platform; the file holds nothing. A network folder keeps it as far as its server does.
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
