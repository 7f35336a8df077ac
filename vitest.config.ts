import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

/** Where CI wants the results as JSON. */
const report = process.env.TEST_REPORT;

const require = createRequire(import.meta.url);

export default defineConfig({
  // Dependencies and tests must share one copy of graphql.
  resolve: { alias: [{ find: /^graphql$/, replacement: require.resolve('graphql/index.js') }] },
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/kit/database-server.ts'],
    setupFiles: ['tests/kit/setup.ts'],
    ...(report && { reporters: ['default', 'json'], outputFile: { json: report } }),
    pool: 'forks',
    maxWorkers: 2,
    // Every file makes its own server and database; loading the server's code once for all of a worker's files saves a quarter of the time.
    isolate: false,
    // A moment in which the machine was busy fails a test once; a fault fails it twice. What was repeated is marked in the report.
    retry: 1,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    server: { deps: { inline: [/graphql/, /type-graphql/] } },
  },
});
