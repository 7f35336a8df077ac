import 'reflect-metadata';
import { afterAll } from 'vitest';
import { dropDatabases } from './test-database.ts';

// Comes last: hooks that end something run in reverse order.
afterAll(dropDatabases);
