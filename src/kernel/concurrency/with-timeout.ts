/** The result of `work` if it comes in time, else the result or error of `late`. The work itself is not stopped. */
export async function withTimeout<T>(milliseconds: number, work: Promise<T>, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((done) => {
    timer = setTimeout(done, milliseconds);
  });
  // A later failure must not be an unhandled rejection.
  work.catch(() => undefined);
  try {
    const first = await Promise.race([work.then((result) => ({ result })), over]);
    return first ? first.result : late();
  } finally {
    clearTimeout(timer);
  }
}
