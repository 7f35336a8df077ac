import { type Context, type Services, tenantEntityManager, tenantOf } from '../../../kernel/request/context.ts';
import { isPermitted, type Permission } from '../../../kernel/request/permissions.ts';
import { hasPermission, type Reach, reaches } from '../../../kernel/request/session.ts';
import { invalid } from '../../../kernel/values/check.ts';
import { RequestError, UserFailure } from '../../../kernel/values/errors.ts';
import { reachOf } from '../access/access-state.ts';
import { realmOf } from '../model/realm.ts';
import { type Role, User } from '../model/user.entity.ts';
import { verifyPassword } from './password.ts';
import { accountName, attemptPassword } from './password-attempts.ts';
import { attemptPin } from './pin-attempts.ts';
import { findUserByPin } from './prove-pin.ts';

/** Credentials of the person who approves the command that contains them. */
export interface ApproverCredentials {
  readonly username: string;
  readonly pin?: string | null;
  readonly password?: string | null;
}

/** A user of the tenant whose credentials were proven. */
export interface Approver {
  readonly id: string;
  readonly role: Role;
  readonly outletIds: Reach;
}

/** Proves the approver of one command, at most once; the result is valid for that command only and is not stored. */
export type Approval = () => Promise<Approver>;

/** The approval that was sent with a command; undefined: none. Proving it takes time: do not call it while rows are locked. */
export function approvalOf(ctx: Context, approval: ApproverCredentials | null | undefined): Approval | undefined {
  if (approval == null) return undefined;
  let proven: Promise<Approver> | undefined;
  return () => (proven ??= provenApprover(ctx, approval));
}

/** The input that identifies a repeated command: without the approval, which is not part of the request, and whose PIN could be guessed. */
export function withoutApproval<I extends { readonly approval?: ApproverCredentials | null }>(input: I): I {
  return { ...input, approval: undefined };
}

/**
 * Checks that the caller, or the approver that was sent, has a permission. Returns the approver; null when the caller has
 * the permission and sent no approval. An approval that was sent is always proven, even if the caller has the permission.
 * @throws APPROVAL_REQUIRED, INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS, ACCOUNT_DISABLED
 */
export async function requireApproval(ctx: Context, permission: Permission, approval: Approval | undefined): Promise<Approver | null> {
  requireApprovalSent(ctx, permission, approval);
  if (!approval) return null;
  const approver = await approval();
  if (!isPermitted(approver.role, permission)) throw notAnApprover();
  return approver;
}

/** Checks only that an approval was sent if one is needed: for a repeated command, whose approver was proven before. */
export function requireApprovalSent(ctx: Context, permission: Permission, approval: Approval | undefined): void {
  if (approval || hasPermission(ctx.session, permission)) return;
  throw new UserFailure('APPROVAL_REQUIRED', 'This needs the approval of a manager of the outlet.', { field: FIELD });
}

/** Checks that an approver reaches the outlet of the command. @throws APPROVAL_REQUIRED */
export function requireApproverReach(approver: Approver | null, outletId: string): void {
  if (approver && !reaches(approver.outletIds, outletId)) throw notAnApprover();
}

const FIELD = ['approval'];
const WRONG = 'Username, PIN or password is wrong.';

/** This error reveals facts about the account, so it is used only after its credentials were proven. */
function notAnApprover(): UserFailure {
  return new UserFailure('APPROVAL_REQUIRED', 'The approver must be a manager of the outlet.', { field: FIELD });
}

/** Unknown names, wrong secrets and missing PINs give the same answer in the same time. */
async function provenApprover(ctx: Context, { username, pin, password }: ApproverCredentials): Promise<Approver> {
  const { services, session } = ctx;
  if (!hasPermission(session, 'CHANGE_PRICE')) throw new RequestError('FORBIDDEN', `The role ${session.actor} may not do this.`);
  if ((pin == null) === (password == null)) throw invalid(FIELD, 'needs either a pin or a password.');
  const tenantId = tenantOf(ctx);
  const name = accountName(username);
  const user =
    pin == null
      ? await attemptPassword(ctx, { realm: realmOf(tenantId), name }, () => provenByPassword(services, tenantId, name, password ?? ''), WRONG, FIELD)
      : await attemptPin(ctx, name, () => findUserByPin(ctx, name, pin), WRONG, FIELD);
  if (!user.active) throw new UserFailure('ACCOUNT_DISABLED', 'The account that approves is disabled.', { field: FIELD });
  return { id: user.id, role: user.role, outletIds: reachOf(user) };
}

async function provenByPassword(services: Services, tenantId: string, username: string, password: string): Promise<User | null> {
  const user = await tenantEntityManager(services, tenantId).findOne(User, { username }, { populate: ['passwordHash'] });
  const fits = await verifyPassword(user?.passwordHash ?? null, password);
  return fits ? user : null;
}
