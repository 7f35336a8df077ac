import { argon2Sync } from 'node:crypto';
import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { HashJob } from './hashing.ts';

// On Linux a priority is this thread's own; elsewhere it would be that of the whole process.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

parentPort?.on('message', ({ id, ...job }: HashJob) => {
  parentPort?.postMessage({ id, hash: argon2Sync('argon2id', job) });
});
