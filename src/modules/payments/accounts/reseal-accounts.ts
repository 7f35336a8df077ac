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
 * Seals the secrets of all accounts with the newest key where an older key was used; returns how many rows changed. An
 * account that is changed at the same time keeps that change. Once this returns without an error, older keys are no longer needed.
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
      const sealedAgain = vault.seal(vault.open(sealed, belongsTo), belongsTo);
      const changed = await em.execute<unknown[]>('update gateway_account set sealed_credentials = ? where id = ? and sealed_credentials = ? returning 1', [
        sealedAgain,
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
