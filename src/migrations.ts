import type { Constructor } from '@mikro-orm/core';
import type { Migration } from '@mikro-orm/migrations';
import { Migration20261120000000_open_a_restaurant } from './migrations/20261120000000-open-a-restaurant.ts';
import { Migration20261120000001_tie_rows_to_their_tenant } from './migrations/20261120000001-tie-rows-to-their-tenant.ts';

/** Every migration in order. A landed one is never edited: running servers have applied it. */
export const migrations: readonly { readonly name: string; readonly class: Constructor<Migration> }[] = [
  { name: 'open-a-restaurant', class: Migration20261120000000_open_a_restaurant },
  { name: 'tie-rows-to-their-tenant', class: Migration20261120000001_tie_rows_to_their_tenant },
];
