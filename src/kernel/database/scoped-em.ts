import { EntityManager } from '@mikro-orm/postgresql';
import type { Opaque, OperationReads, Scope } from './operation-reads.ts';

/** The library's entity manager, with fewer round trips. */
export class ScopedEm extends EntityManager {
  /** The reads of the operation; null: each read has a transaction of its own. */
  reads: OperationReads | null = null;

  /** The library calls it for each statement outside of a transaction, and for the beginning of a transaction. */
  override getTransactionSessionContext(): Scope | undefined {
    const scope = super.getTransactionSessionContext();
    const { reads } = this.getContext(false) as ScopedEm;
    return scope && reads ? { ...scope, reads } : scope;
  }

  /**
   * Runs `work` in a transaction of this manager. `work` commits as its last act, so that what it has sent before leaves with the
   * commit; nothing is flushed by itself. An error rolls back.
   */
  async inTransaction<T>(work: (commit: () => Promise<void>) => Promise<T>): Promise<T> {
    await this.begin();
    const connection = this.getConnection();
    const transaction = this.getTransactionContext<Opaque>() as Opaque;
    try {
      return await work(() => connection.commit(transaction));
    } catch (error) {
      await connection.rollback(transaction).catch(() => undefined);
      throw error;
    } finally {
      this.resetTransactionContext();
    }
  }
}
