import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';
import { SpreadSlow } from './tests/kit/spread-slow.ts';

/** Where CI wants the results as JSON. */
const report = process.env.TEST_REPORT;

/** `npm run coverage` and CI: how much of src the tests reach. */
const covers = process.env.TEST_COVERAGE === '1';

const require = createRequire(import.meta.url);

export default defineConfig({
  // Dependencies and tests must share one copy of graphql.
  resolve: { alias: [{ find: /^graphql$/, replacement: require.resolve('graphql/index.js') }] },
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/kit/database-server.ts'],
    setupFiles: ['tests/kit/setup.ts'],
    ...(report && { reporters: ['default', 'json'], outputFile: { json: report } }),
    sequence: { sequencer: SpreadSlow },
    pool: 'forks',
    maxWorkers: 2,
    // Every file makes its own server and database; loading the server's code once for all of a worker's files saves a quarter of the time.
    isolate: false,
    // Only what ran out of time on a busy machine is tried once more. A wrong answer fails at once: a race that is lost now and then is a fault.
    retry: { count: 1, condition: /^(Test|Hook) timed out in / },
    coverage: {
      enabled: covers,
      provider: 'v8',
      // The servers of tests run in the workers. Migrations run once, for the templates of their databases.
      include: ['src/**/*.ts'],
      exclude: ['src/migrations/**'],
      reporter: ['text-summary', 'json-summary', 'html'],
      reportOnFailure: true,
      thresholds: { lines: 92 },
    },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What has not changed since the last run is not compiled again.
    experimental: { fsModuleCache: true },
    server: { deps: { inline: [/graphql/, /type-graphql/] } },
  },
});
