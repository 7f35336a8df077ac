import { accessSync, constants, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartupError } from '../../kernel/values/startup-error.ts';
import { mayPassClosedFolders } from './embedded-account.ts';
import { lockFile } from './folder-lock.ts';

/**
 * Creates the data folder if there is none and claims it for this process: two servers on one folder would stop each
 * other's PostgreSQL. Returns how to release it; the claim of a killed server ends with its process.
 * @throws StartupError when it cannot be written, is in use, or is a copy of a folder that is in use
 */
export function claimFolder(folder: string): () => void {
  try {
    makeFolder(folder, mayPassClosedFolders() ? 0o700 : 0o755);
    accessSync(`${folder}/`, constants.W_OK);
  } catch (error) {
    throw new StartupError(`DATA_DIR: ${folder} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
  }
  const file = join(folder, 'server.pid');
  const release = locked(folder, file);
  try {
    refuseOthers(folder, file);
    writeFileSync(file, `${lifeOf(process.pid)}\n${realpathSync(folder)}\n`);
  } catch (error) {
    release();
    throw error;
  }
  return () => {
    rmSync(file, { force: true });
    release();
  };
}

/** Locks the folder's lock file: of two processes at the same moment one gets it. */
function locked(folder: string, file: string): () => void {
  const lock = join(folder, 'server.lock');
  let release: (() => void) | null;
  try {
    release = lockFile(lock);
  } catch (error) {
    throw new StartupError(`DATA_DIR: ${lock} cannot be locked (${(error as Error).message}); the folder must be on a disk of this machine.`);
  }
  if (release) return release;
  const holder = holderIn(file);
  throw new StartupError(
    `DATA_DIR: ${folder} is in use by ${holder ? `the server with process id ${holder.pid}` : `another server, which keeps ${lock} locked`}.`,
  );
}

/**
 * Refuses a folder whose pid file names a live server without the lock: a server of an earlier release, or the server of
 * the folder that this one was copied from.
 */
function refuseOthers(folder: string, file: string): void {
  const holder = holderIn(file);
  if (!holder) return;
  if (holder.folder === null || holder.folder === realpathSync(folder))
    throw new StartupError(`DATA_DIR: ${folder} is in use by the server with process id ${holder.pid}.`);
  throw new StartupError(
    `DATA_DIR: ${folder} is a copy of ${holder.folder}, which the server with process id ${holder.pid} is using. ` +
      `Copy it again while that server is stopped; or, if it was copied as a whole (a snapshot of the disk), remove ${file} and start again.`,
  );
}

/** Creates one folder after the other: Node's recursive mkdir never ends where the system allows no process to create folders. */
function makeFolder(folder: string, mode: number): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder), 0o755);
  mkdirSync(folder, { mode });
}

interface Holder {
  readonly pid: number;
  /** Null: written by an earlier release, which did not store it. */
  readonly folder: string | null;
}

/** The server in a pid file, if it still runs. */
function holderIn(file: string): Holder | null {
  const [life = '', folder = ''] = read(file)?.split('\n') ?? [];
  const pid = Number.parseInt(life, 10);
  return life !== '' && life === lifeOf(pid) ? { pid, folder: folder === '' ? null : folder } : null;
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}

/**
 * Identifies a process: its number and, where it is known, its start time, so that a later process with the same number
 * differs. Null: it has ended.
 */
function lifeOf(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return null;
  }
  const status = read(`/proc/${pid}/stat`);
  // The program's name is in brackets and may contain any character; the start time is the twentieth field after it.
  const began = status?.slice(status.lastIndexOf(')') + 2).split(' ')[19];
  return began === undefined ? String(pid) : `${pid} ${began}`;
}
