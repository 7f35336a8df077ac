import { accessSync, constants, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartupError } from '../../kernel/values/startup-error.ts';
import { mayPassClosedFolders } from './embedded-account.ts';
import { lockFile } from './folder-lock.ts';

/**
 * Makes the data folder if there is none and claims it for this process: two servers on one folder would stop each
 * other's PostgreSQL. Returns how to give it back; a killed server's claim has ended with it.
 * @throws StartupError when it cannot be written, is in use, or is a copy of one that is
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

/** Claims the folder's lock, which the system keeps: of two at the same moment one gets it. */
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

/** Who stands in the folder without having its lock: a server of an earlier release, or one whose folder this is a copy of. */
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

/** Folder by folder: Node's own recursive way never ends where the system lets nobody make any. */
function makeFolder(folder: string, mode: number): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder), 0o755);
  mkdirSync(folder, { mode });
}

interface Holder {
  readonly pid: number;
  /** Null: of an earlier release, which did not say. */
  readonly folder: string | null;
}

/** The server that a file names, as long as it lives. */
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

/** Tells a process from a later one with the same number: number and, where it can be known, when it began. Null: it is gone. */
function lifeOf(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return null;
  }
  const status = read(`/proc/${pid}/stat`);
  // The program's name stands in brackets and may hold anything; the start is the twentieth field after it.
  const began = status?.slice(status.lastIndexOf(')') + 2).split(' ')[19];
  return began === undefined ? String(pid) : `${pid} ${began}`;
}
