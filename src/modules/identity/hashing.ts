import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** What argon2id is told. */
export interface Argon2 {
  readonly message: string;
  readonly nonce: Buffer;
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  /** Bytes. */
  readonly tagLength: number;
}

/** One hash that a thread is to compute. */
export interface HashJob extends Argon2 {
  readonly id: number;
}

/** As many threads as there are cores: more at once would be no faster. */
export const HASHING_THREADS = availableParallelism();

interface Thread {
  readonly worker: Worker;
  readonly jobs: Map<number, { readonly done: (hash: Buffer) => void; readonly fail: (error: Error) => void }>;
}

const threads: Thread[] = [];
let numbers = 0;

/**
 * A hash by argon2id, in a thread of its own below everything else of this process: a hash is 30 ms of a whole core, and
 * nobody who orders waits for those who sign in. Callers see to it that there are no more jobs than threads.
 */
export function argon2id(told: Argon2): Promise<Buffer> {
  const { worker, jobs } = leastBusy();
  const id = (numbers += 1);
  return new Promise((done, fail) => {
    jobs.set(id, { done, fail });
    worker.postMessage({ id, ...told } satisfies HashJob);
  });
}

function leastBusy(): Thread {
  const [thread] = threads.toSorted((a, b) => a.jobs.size - b.jobs.size);
  return thread && (thread.jobs.size === 0 || threads.length >= HASHING_THREADS) ? thread : startThread();
}

function startThread(): Thread {
  // It lies beside this file, as it is written and as it is compiled.
  const worker = new Worker(new URL(import.meta.url.endsWith('.ts') ? './hashing-thread.ts' : './hashing-thread.js', import.meta.url));
  const thread: Thread = { worker, jobs: new Map() };
  threads.push(thread);
  worker.unref();
  worker.on('message', ({ id, hash }: { readonly id: number; readonly hash: Uint8Array }) => {
    thread.jobs.get(id)?.done(Buffer.from(hash));
    thread.jobs.delete(id);
  });
  const end = (error: Error): void => {
    if (threads.includes(thread)) threads.splice(threads.indexOf(thread), 1);
    for (const { fail } of thread.jobs.values()) fail(error);
    thread.jobs.clear();
  };
  worker.on('error', end);
  worker.on('exit', () => end(new Error('A thread that hashes has ended.')));
  return thread;
}
