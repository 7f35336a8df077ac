/**
 * Runs a program to its end. Functions registered with `onEnd` run in reverse order, whether the program succeeds,
 * fails or is interrupted. Exit code 0 if it returned true, else 1.
 */
export async function runProgram(program: (onEnd: (undo: () => void | Promise<void>) => void) => Promise<boolean>): Promise<void> {
  const undoes: (() => void | Promise<void>)[] = [];
  const end = async (): Promise<void> => {
    for (let undo = undoes.pop(); undo; undo = undoes.pop()) await undo();
  };
  const interrupted = (): void => void end().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);
  let ok = false;
  let failure: unknown = null;
  try {
    ok = await program((undo) => undoes.push(undo));
  } catch (error) {
    failure = error;
  }
  await end();
  if (failure) process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
  process.exit(ok ? 0 : 1);
}
