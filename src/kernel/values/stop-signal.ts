const HARD_DEADLINE_MS = 9500;

/** Aborts when the system asks the process to end, also while the server is still starting. */
export function stopSignal(): AbortController {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!stop.signal.aborted) setTimeout(() => process.exit(1), HARD_DEADLINE_MS).unref();
      stop.abort();
    });
  }
  return stop;
}
