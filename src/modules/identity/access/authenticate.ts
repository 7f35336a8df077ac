import type { Services } from '../../../kernel/request/context.ts';
import { guestSession, reaches, type Session } from '../../../kernel/request/session.ts';
import { equalSecrets, hashSecret, parseToken } from '../../../kernel/secrets/secret-token.ts';
import { RequestError } from '../../../kernel/values/errors.ts';
import { isId, requireOwnCell, type TenantEntry, tenantByKey } from '../../tenancy/index.ts';
import { accessOfDevice, accessOfSession } from './access-state.ts';
import { invalidAccessToken, verifyAccessToken } from './access-token.ts';

/** Credentials of a request, from headers or connection parameters. */
export interface Credentials {
  readonly authorization?: string | undefined;
  /** X-Tenant-ID, or the tenant in the address of a GET: id or slug. */
  readonly tenant?: string | undefined;
  /** X-Outlet-ID. */
  readonly outlet?: string | undefined;
}

/** The caller's session; `refusal` when the token or the headers are not accepted: every field except sign-in answers with it. */
export interface Authentication {
  readonly session: Session;
  readonly refusal: RequestError | null;
}

/** X-Tenant-ID names no usable tenant. A sign-in ignores a wrong token, but it cannot ignore this. */
export class TenantRefusal extends RequestError {}

/** Makes the session of a request: the token gives the caller, the headers narrow the tenant and outlet. */
export async function authenticate(services: Services, credentials: Credentials): Promise<Authentication> {
  let named: TenantEntry | null = null;
  try {
    named = await namedTenant(services, credentials.tenant);
    const session = narrowed(await ofToken(services, credentials.authorization, named), credentials.outlet);
    return { session, refusal: null };
  } catch (error) {
    if (error instanceof RequestError) return { session: guestOf(named), refusal: error };
    throw error;
  }
}

async function namedTenant(services: Services, key: string | undefined): Promise<TenantEntry | null> {
  if (!key) return null;
  const tenant = await tenantByKey(services, key);
  if (!tenant) throw new TenantRefusal('BAD_USER_INPUT', 'X-Tenant-ID (by GET also `tenant` in the address) names no tenant.');
  return tenant;
}

function guestOf(named: TenantEntry | null): Session {
  return guestSession(named?.id ?? null, isSuspended(named));
}

function isSuspended(tenant: TenantEntry | null): boolean {
  return tenant !== null && tenant.status !== 'ACTIVE';
}

async function ofToken(services: Services, authorization: string | undefined, named: TenantEntry | null): Promise<Session> {
  if (!authorization) return guestOf(named);
  const token = /^Bearer (\S+)$/i.exec(authorization.trim())?.[1];
  if (!token) throw invalidAccessToken();
  const secret = parseToken(token);
  return secret ? ofDevice(services, secret, named) : ofUser(services, token, named);
}

async function ofUser(services: Services, token: string, named: TenantEntry | null): Promise<Session> {
  const claims = await verifyAccessToken(services, token);
  if (claims.tenantId !== null) await requireOwnCell(services, claims.tenantId);
  const access = await accessOfSession(services, claims.tenantId, claims.sessionId);
  if (!access || access.userId !== claims.userId) throw invalidAccessToken();
  const tenant = claims.tenantId === null ? named : await own(services, claims.tenantId, named);
  const { actor, outletIds, stationIds, userId, deviceId } = access;
  return {
    actor,
    tenantId: tenant?.id ?? null,
    suspended: isSuspended(tenant),
    homeTenantId: claims.tenantId,
    namedTenantId: named?.id ?? null,
    userId,
    deviceId,
    sessionId: claims.sessionId,
    outletIds,
    isNarrowed: false,
    stationIds,
    expiresAt: claims.expiresAt,
  };
}

async function ofDevice(services: Services, token: { realm: string; id: string; secret: string }, named: TenantEntry | null): Promise<Session> {
  if (!isId(token.realm) || !isId(token.id)) throw invalidAccessToken();
  await requireOwnCell(services, token.realm);
  const access = await accessOfDevice(services, token.realm, token.id);
  if (!access?.secretHash || !equalSecrets(access.secretHash, hashSecret(token.secret))) throw invalidAccessToken();
  const tenant = await own(services, token.realm, named);
  const { actor, outletIds, stationIds, deviceId } = access;
  return {
    ...guestSession(tenant.id, isSuspended(tenant)),
    actor,
    homeTenantId: tenant.id,
    namedTenantId: named?.id ?? null,
    deviceId,
    outletIds,
    stationIds,
  };
}

export async function isSuspendedNow(services: Services, tenantId: string): Promise<boolean> {
  return isSuspended(await tenantByKey(services, tenantId));
}

/** The token's tenant; a header that names another is refused. */
async function own(services: Services, tenantId: string, named: TenantEntry | null): Promise<TenantEntry> {
  if (named !== null && named.id !== tenantId) throw new RequestError('FORBIDDEN', 'X-Tenant-ID disagrees with the token.');
  const tenant = await tenantByKey(services, tenantId);
  if (!tenant) throw invalidAccessToken();
  return tenant;
}

/** X-Outlet-ID narrows the reach to one outlet; an outlet out of reach gives the same error as a missing one. */
function narrowed(session: Session, outlet: string | undefined): Session {
  if (!outlet) return session;
  const id = outlet.trim().toLowerCase();
  if (!isId(id) || !reaches(session.outletIds, id)) throw new RequestError('NOT_FOUND', 'X-Outlet-ID: outlet not found.');
  return { ...session, outletIds: [id], isNarrowed: true };
}
