import { audit } from '../../../kernel/request/audit.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { flushOrConflict } from '../../../kernel/request/transaction.ts';
import { checkList, checkText, invalid, requireVersion } from '../../../kernel/values/check.ts';
import { type FieldPath, notFound, UserFailure } from '../../../kernel/values/errors.ts';
import { Tenant } from '../../tenancy/index.ts';
import type { Capability, Gateway } from '../gateways/gateway.ts';
import { GatewayAccount, type GatewayMode } from '../model/gateway-account.entity.ts';
import type { PaymentMethod } from '../model/payment-method.ts';
import { capabilitiesIn, gatewayOf, openSecrets, sealingContext } from './account.ts';

export interface Credential {
  readonly name: string;
  readonly value: string;
}

export interface SetGatewayAccount {
  readonly provider: string;
  readonly version?: number | null;
  readonly mode?: GatewayMode | null;
  readonly methods?: readonly PaymentMethod[] | null;
  readonly credentials?: readonly Credential[] | null;
  readonly active?: boolean | null;
}

const MAX_CREDENTIALS = 10;
const MAX_SECRET = 2000;

/**
 * Sets up the tenant's account with a provider, or changes it: fields that are not sent stay. Secrets that are sent
 * replace those of the same name; they are sealed, and the API never returns them.
 */
export async function setGatewayAccount(ctx: Context, input: SetGatewayAccount): Promise<GatewayAccount> {
  const gateway = gatewayOf(ctx, input.provider);
  if (!gateway || gateway.provider === 'demo')
    throw invalid(
      ['provider'],
      `must be one of ${providersOf(ctx)
        .map(({ name }) => name)
        .join(', ')}.`,
    );
  if (!ctx.services.vault.lasts)
    throw new UserFailure('CONFLICT', 'This server keeps no secrets: its operator has to set CREDENTIALS_KEYS.', { field: ['credentials'] });
  const known = await ctx.em.findOne(GatewayAccount, { provider: gateway.provider }, { populate: ['sealedCredentials'] });
  if (!known && input.version != null) throw notFound('Account', ['provider']);
  if (known) requireVersion('account', known, input.version);
  const credentials = checkList(input.credentials ?? [], ['credentials'], { max: MAX_CREDENTIALS });
  const methods = input.methods == null ? null : await checkMethods(ctx, gateway, checkList(input.methods, ['methods'], { min: 1, max: 10 }));
  if (!known && methods === null) throw invalid(['methods'], 'needs at least one entry.');
  const secrets = mergedSecrets(ctx, gateway, known, credentials);
  const mode = input.mode ?? known?.mode ?? 'TEST';
  const account = known ?? ctx.em.create(GatewayAccount, { provider: gateway.provider, mode, methods: [...(methods ?? [])], sealedCredentials: '' });
  const before = known && { mode: known.mode, active: known.active, methods: known.methods.join(' ') };
  Object.assign(account, { mode, active: input.active ?? account.active ?? true, ...(methods && { methods: [...methods] }) });
  if (!known || credentials.length > 0)
    account.sealedCredentials = ctx.services.vault.seal(JSON.stringify(secrets), sealingContext(tenantOf(ctx), gateway.provider));
  ctx.em.persist(account);
  await flushOrConflict(ctx, `An account with ${gateway.provider} is being set up.`, ['provider']);
  await audit(ctx, {
    action: 'GATEWAY_ACCOUNT_SET',
    outletId: null,
    entityType: 'GatewayAccount',
    entityId: account.id,
    before,
    after: { mode: account.mode, active: account.active, methods: account.methods.join(' '), secrets: credentials.map(({ name }) => name).join(' ') },
  });
  return account;
}

/** Providers with which an account can be set up on this server, sorted by name. */
export function providersOf({
  services,
}: Context): { name: string; methods: PaymentMethod[]; neededCredentials: readonly string[]; optionalCredentials: readonly string[] }[] {
  return [...services.gateways.values()]
    .filter(({ provider }) => provider !== 'demo')
    .map(({ provider, capabilities, credentials }) => ({
      name: provider,
      methods: methodsOf(capabilities),
      neededCredentials: credentials.needed,
      optionalCredentials: credentials.optional,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function methodsOf(capabilities: readonly Capability[]): PaymentMethod[] {
  return [...new Set(capabilities.map(({ method }) => method))];
}

/** The names of the secrets that an account has. */
export async function secretNames(ctx: Context, account: GatewayAccount): Promise<string[]> {
  // A list loads sealedCredentials; the account in the answer to a repeated mutation lacks them.
  if (!account.sealedCredentials) await ctx.em.populate(account, ['sealedCredentials']);
  return Object.keys(openSecrets(ctx, account)).sort();
}

async function checkMethods(ctx: Context, gateway: Gateway, methods: readonly PaymentMethod[]): Promise<readonly PaymentMethod[]> {
  const { currency } = await ctx.em.findOneOrFail(Tenant, { id: tenantOf(ctx) });
  const can = methodsOf(capabilitiesIn(gateway, currency));
  const wrong = methods.findIndex((method) => !can.includes(method));
  if (wrong >= 0) throw invalid(['methods', wrong], `is not taken in ${currency} by ${gateway.provider}; it takes ${can.join(', ') || 'nothing'}.`);
  return [...new Set(methods)];
}

function mergedSecrets(ctx: Context, gateway: Gateway, known: GatewayAccount | null, credentials: readonly Credential[]): Record<string, string> {
  const { needed, optional } = gateway.credentials;
  const at = (index: number, of: string): FieldPath => ['credentials', index, of];
  const secrets = known ? openSecrets(ctx, known) : {};
  for (const [index, { name, value }] of credentials.entries()) {
    if (![...needed, ...optional].includes(name)) throw invalid(at(index, 'name'), `must be one of ${[...needed, ...optional].join(', ')}.`);
    if (credentials.findIndex((other) => other.name === name) < index) throw invalid(at(index, 'name'), 'stands here a second time.');
    secrets[name] = checkText(value, at(index, 'value'), { max: MAX_SECRET });
  }
  const missing = needed.filter((name) => secrets[name] === undefined);
  if (missing.length > 0) throw invalid(['credentials'], `needs ${missing.join(', ')}.`);
  return secrets;
}
