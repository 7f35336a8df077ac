import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Orm } from '../database/orm.ts';
import { RequestError } from '../values/errors.ts';
import { TenantMoving, WrongCell } from './cell-errors.ts';
import { Directory } from './directory.ts';
import type { MoveState } from './tenant-move.entity.ts';

/** The configuration of a node that serves one of several cells. */
export interface CellSettings {
  /** Name of this node's cell. */
  readonly cell: string;
  /** Public addresses of all cells, by name. */
  readonly cellUrls: ReadonlyMap<string, string>;
  readonly directoryUrl: string;
}

/** How often a node reads which tenants are moving. */
const READ_MS = 250;
/**
 * How long a node may answer from memory after such a read began. A move waits for longer, after it has closed the tenant
 * here and before the other cell opens it: so no answer from memory is older than the move.
 */
export const LEASE_MS = 1500;
/** How long an answer of the directory is kept, and how long it serves while the directory is away. */
const KEPT_MS = 5000;
const KEPT_WITHOUT_DIRECTORY_MS = 24 * 3_600_000;

interface Move {
  readonly state: MoveState;
  /** The other cell. */
  readonly cell: string;
}

/** Whether this cell serves a tenant; undefined: it is not moving. */
function isServed(move: Move | undefined): boolean {
  return move === undefined || move.state === 'LEAVING' || move.state === 'FROZEN';
}

interface Known {
  /** Null: no cell has the tenant. */
  readonly cell: string | null;
  readonly since: number;
}

/** Which tenants this node's cell serves, and where the others are. */
export class Cells {
  readonly cell: string;
  readonly directory: Directory;
  readonly #settings: CellSettings;
  readonly #platformOrm: Orm;
  readonly #logger: Logger;
  readonly #listeners = new Set<(tenantId: string, url: string) => void>();
  /** Cells of tenants that this cell does not have, by id or slug. */
  readonly #elsewhere = new LRUCache<string, Known>({ max: 20_000 });
  #moves: ReadonlyMap<string, Move> = new Map();
  /** When the last read that succeeded began; milliseconds of this process. */
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(settings: CellSettings, platformOrm: Orm, logger: Logger) {
    this.cell = settings.cell;
    this.directory = new Directory(settings.directoryUrl);
    this.#settings = settings;
    this.#platformOrm = platformOrm;
    this.#logger = logger;
  }

  /** Reads what moves, and compares the tenants that are here with the directory. A directory that is away does not stop a start. */
  async start(): Promise<void> {
    try {
      await this.directory.prepare();
      await this.#register();
    } catch (error) {
      this.#logger.error({ err: error }, 'the directory of cells does not answer: brands of other cells are not found until it does');
    }
    await this.#read();
    this.#timer = setTimeout(() => void this.#watch(), READ_MS);
  }

  /** A database that was restored from before a move has tenants that another cell serves by now: they are closed here. */
  async #register(): Promise<void> {
    const em = this.#platformOrm.em.fork();
    const here = await em.execute<{ id: string; slug: string }[]>(
      'select t.id, t.slug from tenant t where not exists (select 1 from tenant_move m where m.id = t.id)',
    );
    const { taken, elsewhere } = await this.directory.register(this.cell, here);
    if (taken.length > 0) this.#logger.error({ slugs: taken }, 'other cells have brands of these slugs: the brands here are in no directory');
    for (const { id, cell } of elsewhere)
      await em.execute("insert into tenant_move (id, state, cell) values (?, 'MOVED', ?) on conflict do nothing", [id, cell]);
  }

  /**
   * Requires that this cell serves a tenant that its database has. It asks the database only if this node has not heard of it for LEASE_MS.
   * @throws WrongCell, TenantMoving
   */
  async requireHere(tenantId: string): Promise<void> {
    if (!this.#isCurrent()) await this.#readOnce();
    if (!this.#isCurrent()) throw new RequestError('SERVICE_UNAVAILABLE', 'The service is not available now; try again in a moment.');
    if (isServed(this.#moves.get(tenantId))) return;
    // The move may be over: a client that follows the addresses must not be sent to and fro.
    await this.#readOnce();
    const move = this.#moves.get(tenantId);
    if (!move || isServed(move)) return;
    throw move.state === 'CLOSED' ? new TenantMoving() : new WrongCell(move.cell, this.addressOf(move.cell));
  }

  /** Tenants of which this cell's database has a copy only. */
  get copies(): readonly string[] {
    return [...this.#moves].filter(([, move]) => !isServed(move)).map(([id]) => id);
  }

  /** Whether an answer from memory may be given for a tenant, as far as this node knows without asking. */
  mayAnswerFromMemory(tenantId: string): boolean {
    return this.#isCurrent() && isServed(this.#moves.get(tenantId));
  }

  /**
   * The id or slug of a tenant that this cell's database does not have: returns if no cell has it.
   * @throws WrongCell, or SERVICE_UNAVAILABLE if the directory is away and this node has never asked for the tenant
   */
  async requireNowhere(key: string): Promise<void> {
    const cell = await this.#cellOf(key);
    // A claim of this cell whose tenant is being made.
    if (cell !== null && cell !== this.cell) throw new WrongCell(cell, this.addressOf(cell));
  }

  /** Keeps a secret that all cells share; this cell's own while the directory is away. */
  async keep(name: string, sealed: string): Promise<string> {
    return this.directory.keep(name, sealed).catch((error: unknown) => {
      this.#logger.error({ err: error }, 'the secret that cells share could not be read: brands cannot move to or from this cell if its own is another');
      return sealed;
    });
  }

  /** Claims the slug of a new tenant of this cell; false: another tenant has it. */
  async claim(tenant: { readonly id: string; readonly slug: string }, isOurs: (id: string) => Promise<boolean>): Promise<boolean> {
    try {
      return await this.directory.claim({ ...tenant, cell: this.cell }, isOurs);
    } catch (error) {
      this.#logger.error({ err: error }, 'a slug could not be claimed in the directory of cells');
      throw new RequestError('SERVICE_UNAVAILABLE', 'No brand can be made now: the directory of all brands does not answer. Try again in a moment.');
    }
  }

  /** Gives up the claim of a tenant that was not made. If it fails, the claim expires. */
  async release(id: string): Promise<void> {
    await this.directory.release(id, this.cell).catch((error: unknown) => this.#logger.warn({ err: error }, 'a claim of a slug was not given up; it expires'));
  }

  /** The public address of a cell. */
  addressOf(cell: string): string {
    return this.#settings.cellUrls.get(cell) ?? '';
  }

  /** Registers a listener for tenants that have left this cell, with the address of their new one. Told with each read: it may be late for a socket. */
  onLeft(tell: (tenantId: string, url: string) => void): void {
    this.#listeners.add(tell);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#reading?.catch(() => undefined);
    await this.directory.stop();
  }

  #isCurrent(): boolean {
    return performance.now() - this.#readAt < LEASE_MS;
  }

  async #cellOf(key: string): Promise<string | null> {
    const known = this.#elsewhere.get(key);
    const now = performance.now();
    if (known && now - known.since < KEPT_MS) return known.cell;
    try {
      const entry = await this.directory.find(key);
      this.#elsewhere.set(key, { cell: entry?.cell ?? null, since: now });
      return entry?.cell ?? null;
    } catch (error) {
      if (known && now - known.since < KEPT_WITHOUT_DIRECTORY_MS) return known.cell;
      this.#logger.warn({ err: error }, 'the directory of cells did not answer');
      throw new RequestError('SERVICE_UNAVAILABLE', 'Whether there is such a brand cannot be found out now; try again in a moment.');
    }
  }

  async #watch(): Promise<void> {
    await this.#readOnce().catch((error: unknown) => this.#logger.debug({ err: error }, 'which brands move could not be read; again soon'));
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#watch(), READ_MS);
  }

  #readOnce(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    const began = performance.now();
    const rows = await this.#platformOrm.em.fork().execute<{ id: string; state: MoveState; cell: string }[]>('select id, state, cell from tenant_move');
    this.#moves = new Map(rows.map(({ id, ...move }) => [id, move]));
    this.#readAt = began;
    for (const { id, state, cell } of rows) if (state === 'MOVED') for (const tell of this.#listeners) tell(id, this.addressOf(cell));
  }
}
