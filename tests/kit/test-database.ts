import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { roleNames, withClient } from '../../src/kernel/database/roles.ts';
import { through } from './pgbouncer.ts';
import type { RestaurantIds } from './restaurant.ts';

/** Migrated, without rows. */
export const EMPTY_TEMPLATE = 'dapur_template';
/** With the platform's admin and a restaurant. */
export const RESTAURANT_TEMPLATE = 'dapur_restaurant';

/** URLs of a database, and the restaurant in it. */
export interface TestDatabase {
  readonly name: string;
  readonly runtime: string;
  readonly owner: string;
  readonly platform: string;
  readonly backup: string;
  readonly superuser: string;
  /** The restaurant of the template, for the first caller; null: already taken, or none. */
  takeRestaurant(): RestaurantIds | null;
}

/** Databases of the running test file. */
const cloned: string[] = [];

interface CloneOptions {
  /** Of the template that has nothing but tables. */
  readonly empty?: boolean | undefined;
  /** For tests of the connections themselves: servers connect to PostgreSQL itself, also with TEST_POOLER=1. */
  readonly direct?: boolean | undefined;
}

/** A fresh clone of the template that has a restaurant. Servers reach it through the pooler of the run, if it has one. */
export async function cloneDatabase({ empty = false, direct = false }: CloneOptions = {}): Promise<TestDatabase> {
  const { port, superuserUrl, passwords, pooler } = inject('databaseServer');
  const name = `test_${randomBytes(6).toString('hex')}`;
  cloned.push(name);
  const template = empty ? EMPTY_TEMPLATE : RESTAURANT_TEMPLATE;
  await withClient(superuserUrl, (client) => client.query(`create database ${name} template ${template} strategy file_copy owner ${roleNames.owner}`));
  const url = (role: keyof typeof roleNames): string => `postgres://${roleNames[role]}:${passwords[role]}@127.0.0.1:${port}/${name}`;
  const pooled = (url: string): string => (pooler === null || direct ? url : through(pooler, url));
  let restaurant = empty ? null : inject('restaurant').ids;
  return {
    name,
    runtime: pooled(url('runtime')),
    owner: url('owner'),
    platform: pooled(url('platform')),
    backup: url('backup'),
    superuser: superuserUrl.replace(/\/postgres$/, `/${name}`),
    takeRestaurant() {
      const taken = restaurant;
      restaurant = null;
      return taken;
    },
  };
}

/** A database without tables, e.g. for the directory of cells; returns its URL as superuser. */
export async function emptyDatabase(): Promise<string> {
  const { superuserUrl } = inject('databaseServer');
  const name = `test_${randomBytes(6).toString('hex')}`;
  cloned.push(name);
  await withClient(superuserUrl, (client) => client.query(`create database ${name}`));
  return superuserUrl.replace(/\/postgres$/, `/${name}`);
}

/** Drops the databases of a test file that has ended: autovacuum goes through every database that exists. */
export async function dropDatabases(): Promise<void> {
  const names = cloned.splice(0);
  if (names.length === 0) return;
  await withClient(inject('databaseServer').superuserUrl, async (client) => {
    for (const name of names) await client.query(`drop database ${name} with (force)`);
  });
}
