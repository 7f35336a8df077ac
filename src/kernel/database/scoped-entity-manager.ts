import { EntityManager } from '@mikro-orm/postgresql';
import type { Scope } from './connection.ts';
import type { OperationReads } from './operation-reads.ts';

/** The library's entity manager; its reads outside of a transaction may share one. */
export class ScopedEntityManager extends EntityManager {
  /** The reads of the operation; null: each read has a transaction of its own. */
  reads: OperationReads | null = null;

  /** The library calls it for each statement outside of a transaction, and for the beginning of a transaction. */
  override getTransactionSessionContext(): Scope | undefined {
    const scope = super.getTransactionSessionContext();
    const { reads } = this.getContext(false) as ScopedEntityManager;
    return scope && reads ? { ...scope, reads } : scope;
  }
}
