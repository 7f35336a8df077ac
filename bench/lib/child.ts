import { type ChildProcess, fork } from 'node:child_process';
import type { Scope } from './scope.ts';

/** A reference server in its own process. */
export interface Reference {
  readonly pid: number;
  readonly port: number;
  readonly process: ChildProcess;
}

const START_DEADLINE_MS = 20_000;

/** Starts `references/<name>.ts` with these settings and waits until it listens. */
export async function startReference(scope: Scope, name: string, settings: object): Promise<Reference> {
  const file = new URL(`./references/${name}.ts`, import.meta.url);
  const child = fork(file, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  scope.defer(() => child.kill());
  child.send(settings);
  const port = await new Promise<number>((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`The reference server ${name} did not start.`)), START_DEADLINE_MS);
    child.once('message', (message) => {
      clearTimeout(timer);
      done((message as { port: number }).port);
    });
    child.once('error', fail);
    child.once('exit', (code) => fail(new Error(`The reference server ${name} ended with code ${code}.`)));
  });
  if (child.pid === undefined) throw new Error(`The reference server ${name} has no process.`);
  return { pid: child.pid, port, process: child };
}
