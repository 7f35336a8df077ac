import { randomUUID } from 'node:crypto';
import { Migration } from '@mikro-orm/migrations';
import { foldText, wordsOf } from '../kernel/lists/search.ts';

/** What is found by the words of its names, and how the names of all rows of a tenant are read. */
const KINDS = [
  { kind: 'User', table: 'user', names: 'select id, name, array[name, username, email] as texts from "user" where tenant_id = ?' },
  { kind: 'Product', table: 'product', names: 'select id, name, array[name, sku] as texts from product where tenant_id = ?' },
  { kind: 'ModifierGroup', table: 'modifier_group', names: 'select id, name, array[name] as texts from modifier_group where tenant_id = ?' },
] as const;

const WRITE_KEYS: Readonly<Record<(typeof KINDS)[number]['table'], string>> = {
  user: 'update "user" t set name_key = k.key from jsonb_to_recordset(?::jsonb) as k (id uuid, key text) where t.tenant_id = ? and t.id = k.id',
  product: 'update product t set name_key = k.key from jsonb_to_recordset(?::jsonb) as k (id uuid, key text) where t.tenant_id = ? and t.id = k.id',
  modifier_group: 'update modifier_group t set name_key = k.key from jsonb_to_recordset(?::jsonb) as k (id uuid, key text) where t.tenant_id = ? and t.id = k.id',
};
const WRITE_WORDS = `
insert into search_word (id, tenant_id, kind, subject_id, word)
select w.id, ?, ?, w.subject_id, w.word from jsonb_to_recordset(?::jsonb) as w (id uuid, subject_id uuid, word text)
on conflict (tenant_id, kind, word, subject_id) do nothing`;

/** Rows of one statement. */
const BATCH = 5000;

interface Named {
  readonly id: string;
  readonly name: string;
  readonly texts: readonly (string | null)[];
}

/** The names of what earlier releases have written, as lists sort and find them; tenant by tenant, as row-level security has it. */
export class Migration20261130160001_find_what_is_there extends Migration {
  override name = 'Migration20261130160001_find_what_is_there';

  override async up(): Promise<void> {
    // Its owner reads the names of all tenants; row-level security binds everybody else meanwhile, and then again the owner.
    await this.execute('alter table tenant no force row level security');
    const tenants = (await this.execute('select id, name from tenant')) as { id: string; name: string }[];
    for (const { id, name } of tenants) await this.execute('update tenant set name_key = ? where id = ?', [foldText(name), id]);
    await this.execute('alter table tenant force row level security');
    for (const { id } of tenants) {
      await this.execute("select set_config('app.tenant_id', ?, true)", [id]);
      for (const { kind, table, names } of KINDS) await this.#write(id, kind, table, (await this.execute(names, [id])) as Named[]);
    }
  }

  async #write(tenantId: string, kind: string, table: keyof typeof WRITE_KEYS, rows: readonly Named[]): Promise<void> {
    for (const some of batches(rows)) {
      await this.execute(WRITE_KEYS[table], [JSON.stringify(some.map(({ id, name }) => ({ id, key: foldText(name) }))), tenantId]);
    }
    const words = rows.flatMap(({ id, texts }) => wordsOf(texts).map((word) => ({ id: randomUUID(), subject_id: id, word })));
    for (const some of batches(words)) await this.execute(WRITE_WORDS, [tenantId, kind, JSON.stringify(some)]);
  }
}

function batches<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / BATCH) }, (_, index) => rows.slice(index * BATCH, (index + 1) * BATCH));
}
