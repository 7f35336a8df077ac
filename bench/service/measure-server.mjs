import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { createHistogram, monitorEventLoopDelay, performance } from 'node:perf_hooks';

// Loaded into a measured server: times each request from its head to the last byte of the answer, by the name in the header
// `x-bench-operation`, and the delay of the event loop. On SIGUSR2 it writes the figures since the last signal to the file
// BENCH_FIGURES. JavaScript, because Node takes a quarter of a second before it reads TypeScript.
const RESOLUTION_MS = 5;
const begun = new WeakMap();
let histograms = new Map();
const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
loop.enable();

subscribe('http.server.request.start', ({ request }) => {
  if (request.headers['x-bench-operation'] !== undefined) begun.set(request, performance.now());
});
subscribe('http.server.response.finish', ({ request }) => {
  const start = begun.get(request);
  if (start === undefined) return;
  const name = request.headers['x-bench-operation'];
  let histogram = histograms.get(name);
  if (!histogram) histograms.set(name, (histogram = createHistogram()));
  histogram.record(Math.max(1, Math.round((performance.now() - start) * 1000)));
});

process.on('SIGUSR2', () => {
  const operations = [...histograms].map(([name, histogram]) => ({
    name,
    count: histogram.count,
    p50: histogram.percentile(50) / 1000,
    p95: histogram.percentile(95) / 1000,
    p99: histogram.percentile(99) / 1000,
  }));
  // A timer of this resolution is never early, so what is above it is delay.
  const loopP99 = Math.max(0, loop.percentile(99) / 1e6 - RESOLUTION_MS);
  histograms = new Map();
  loop.reset();
  writeFileSync(process.env.BENCH_FIGURES, JSON.stringify({ operations, loopP99 }));
});
