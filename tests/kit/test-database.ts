import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { roleNames, withClient } from '../../src/kernel/database/roles.ts';
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

/** A fresh clone of the template that has a restaurant, or of the one that has nothing but tables. */
export async function cloneDatabase({ empty = false }: { empty?: boolean } = {}): Promise<TestDatabase> {
  const { port, superuserUrl, passwords } = inject('databaseServer');
  const name = `test_${randomBytes(6).toString('hex')}`;
  cloned.push(name);
  const template = empty ? EMPTY_TEMPLATE : RESTAURANT_TEMPLATE;
  await withClient(superuserUrl, (client) => client.query(`create database ${name} template ${template} strategy file_copy owner ${roleNames.owner}`));
  const url = (role: keyof typeof roleNames): string => `postgres://${roleNames[role]}:${passwords[role]}@127.0.0.1:${port}/${name}`;
  let restaurant = empty ? null : inject('restaurant').ids;
  return {
    name,
    runtime: url('runtime'),
    owner: url('owner'),
    platform: url('platform'),
    backup: url('backup'),
    superuser: superuserUrl.replace(/\/postgres$/, `/${name}`),
    takeRestaurant() {
      const taken = restaurant;
      restaurant = null;
      return taken;
    },
  };
}

/** Drops the databases of a test file that has ended: autovacuum goes through every database that exists. */
export async function dropDatabases(): Promise<void> {
  const names = cloned.splice(0);
  if (names.length === 0) return;
  await withClient(inject('databaseServer').superuserUrl, async (client) => {
    for (const name of names) await client.query(`drop database ${name} with (force)`);
  });
}
