import pg from 'pg';

/** What the directory knows of a tenant. */
export interface DirectoryEntry {
  readonly id: string;
  readonly slug: string;
  /** The cell that serves it. */
  readonly cell: string;
  /** ACTIVE; MOVING to the cell `other`; MOVED from the cell `other`, which still has its old copy. */
  readonly state: 'ACTIVE' | 'MOVING' | 'MOVED';
  readonly other: string | null;
  /** Rises with each move. */
  readonly epoch: number;
}

/** What the directory says of the tenants of a cell that starts. */
export interface Registered {
  readonly taken: readonly string[];
  readonly elsewhere: readonly { readonly id: string; readonly cell: string }[];
}

/** A claim without its tenant, e.g. of a node that crashed, holds the slug for so long. */
const CLAIM_SECONDS = 60;
const COLUMNS = 'id, slug, cell, state, other, epoch::int';

const TABLE = `create table if not exists tenant_directory (
  id uuid primary key, slug text not null unique, cell text not null,
  state text not null default 'ACTIVE' check (state in ('ACTIVE', 'MOVING', 'MOVED')),
  other text check ((other is null) = (state = 'ACTIVE')), epoch bigint not null default 1, changed_at timestamptz not null default now())`;

/** Sealed secrets that all cells share, so that what is derived from them stays good when a tenant moves. */
const SECRETS = 'create table if not exists shared_secret (name text primary key, sealed text not null)';

/** Serialises starts that make the table. */
const TABLE_LOCK = 0x6461_7063;

/** The small database that maps every tenant to its cell. No request of a tenant that is at home asks it. */
export class Directory {
  readonly #pool: pg.Pool;

  constructor(url: string) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: 4,
      application_name: 'dapur-directory',
      connectionTimeoutMillis: 2000,
      query_timeout: 3000,
      statement_timeout: 2500,
      idleTimeoutMillis: 30_000,
    });
    // A connection that is lost while idle: the next question opens another one.
    this.#pool.on('error', () => undefined);
  }

  /** Makes the tables if they are missing. */
  async prepare(): Promise<void> {
    const [found] = await this.#ask<{ last: string | null }>("select to_regclass('shared_secret')::text as last");
    if (!found?.last) await this.#ask(`begin; select pg_advisory_xact_lock(${TABLE_LOCK}); ${TABLE}; ${SECRETS}; commit`);
  }

  /** Keeps a sealed secret if there is none of this name yet. Returns the one that is kept. */
  async keep(name: string, sealed: string): Promise<string> {
    await this.#ask('insert into shared_secret (name, sealed) values ($1, $2) on conflict do nothing', [name, sealed]);
    const [kept] = await this.#ask<{ sealed: string }>('select sealed from shared_secret where name = $1', [name]);
    return kept?.sealed ?? sealed;
  }

  /** The tenant of an id or slug; null: no cell has it. */
  async find(key: string): Promise<DirectoryEntry | null> {
    const [row] = await this.#ask<DirectoryEntry>(`select ${COLUMNS} from tenant_directory where slug = $1 or id::text = $1`, [key]);
    return row ?? null;
  }

  /**
   * Claims a slug for a new tenant. Of several claims at once, in any cells, one succeeds.
   * @param isOurs whether this cell has the tenant of an id: a claim of this cell without a tenant expires
   */
  async claim(entry: Pick<DirectoryEntry, 'id' | 'slug' | 'cell'>, isOurs: (id: string) => Promise<boolean>): Promise<boolean> {
    const values = [entry.id, entry.slug, entry.cell];
    const inserted = await this.#ask('insert into tenant_directory (id, slug, cell) values ($1, $2, $3) on conflict do nothing returning 1', values);
    if (inserted.length === 1) return true;
    const [old] = await this.#ask<{ id: string }>(
      `select id from tenant_directory where slug = $1 and cell = $2 and state = 'ACTIVE' and changed_at < now() - interval '${CLAIM_SECONDS} seconds'`,
      [entry.slug, entry.cell],
    );
    if (!old || (await isOurs(old.id))) return false;
    const taken = await this.#ask('update tenant_directory set id = $1, changed_at = now() where slug = $2 and cell = $3 and id = $4 returning 1', [
      ...values,
      old.id,
    ]);
    return taken.length === 1;
  }

  /** Gives a claim up whose tenant was not made. */
  async release(id: string, cell: string): Promise<void> {
    await this.#ask("delete from tenant_directory where id = $1 and cell = $2 and state = 'ACTIVE'", [id, cell]);
  }

  /**
   * Enters the tenants of a cell that has served them without a directory. Returns the slugs that another tenant has, and the
   * tenants that the directory places in another cell.
   */
  async register(cell: string, tenants: readonly Pick<DirectoryEntry, 'id' | 'slug'>[]): Promise<Registered> {
    const [ids, slugs] = [tenants.map(({ id }) => id), tenants.map(({ slug }) => slug)];
    await this.#ask(
      `insert into tenant_directory (id, slug, cell) select t.id, t.slug, $1 from unnest($2::uuid[], $3::text[]) t (id, slug)
       where not exists (select 1 from tenant_directory d where d.id = t.id) on conflict do nothing`,
      [cell, ids, slugs],
    );
    const taken = await this.#ask<{ slug: string }>(
      `select t.slug from unnest($1::uuid[], $2::text[]) t (id, slug) where not exists (select 1 from tenant_directory d where d.id = t.id) order by 1`,
      [ids, slugs],
    );
    const elsewhere = await this.#ask<{ id: string; cell: string }>('select id, cell from tenant_directory where id = any($1::uuid[]) and cell <> $2', [
      ids,
      cell,
    ]);
    return { taken: taken.map(({ slug }) => slug), elsewhere };
  }

  /** The old copy of a tenant in a cell has been deleted. */
  async forgotten(id: string, cell: string): Promise<void> {
    await this.#ask("update tenant_directory set state = 'ACTIVE', other = null, changed_at = now() where id = $1 and state = 'MOVED' and other = $2", [
      id,
      cell,
    ]);
  }

  /** Runs statements of a move on one connection. */
  connect(): Promise<pg.PoolClient> {
    return this.#pool.connect();
  }

  stop(): Promise<void> {
    return this.#pool.end();
  }

  async #ask<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]> {
    const { rows = [] } = values ? await this.#pool.query<R>(text, [...values]) : await this.#pool.query<R>(text);
    return rows;
  }
}
