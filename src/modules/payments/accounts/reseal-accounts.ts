import type { Services } from '../../../kernel/request/context.ts';
import { sealingContext } from './account.ts';

interface Sealed {
  readonly id: string;
  readonly tenant_id: string;
  readonly provider: string;
  readonly sealed_credentials: string;
}

const PAGE = 500;

/**
 * Seals the secrets of all accounts with the newest key that were sealed with another; how many. Of an account that
 * is changed at the same time the change stays. Older keys are needed no more once it has come back with none that failed.
 */
export async function resealAccounts({ platformOrm, vault }: Pick<Services, 'platformOrm' | 'vault'>): Promise<number> {
  const em = platformOrm.em.fork();
  let resealed = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const page = await em.execute<Sealed[]>('select id, tenant_id, provider, sealed_credentials from gateway_account where id > ? order by id limit ?', [
      after,
      PAGE,
    ]);
    for (const { id, tenant_id: tenantId, provider, sealed_credentials: sealed } of page.filter((account) => !vault.isCurrent(account.sealed_credentials))) {
      const belongsTo = sealingContext(tenantId, provider);
      const anew = vault.seal(vault.open(sealed, belongsTo), belongsTo);
      const changed = await em.execute<unknown[]>('update gateway_account set sealed_credentials = ? where id = ? and sealed_credentials = ? returning 1', [
        anew,
        id,
        sealed,
      ]);
      resealed += changed.length;
    }
    const last = page.at(-1);
    if (!last || page.length < PAGE) return resealed;
    after = last.id;
  }
}
