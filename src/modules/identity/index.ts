import type { Module } from '../../kernel/module.ts';
import { signingKeysRoute } from './access/signing-keys-route.ts';
import { AccountResolver } from './accounts/account.resolver.ts';
import { accountMails } from './accounts/account-mails.ts';
import { auditActions } from './audit-actions.ts';
import { PinResolver } from './credentials/pin.resolver.ts';
import { DeviceHeartbeatResolver, DeviceResolver } from './devices/device.resolver.ts';
import { TillResolver } from './devices/till.resolver.ts';
import { identityInvariants } from './invariants.ts';
import { listSizes } from './list-sizes.ts';
import { Device } from './model/device.entity.ts';
import { deviceConnection } from './model/device.type.ts';
import { DevicePairing } from './model/device-pairing.entity.ts';
import { MailboxProof } from './model/mailbox-proof.entity.ts';
import { PlatformRefreshToken, PlatformSession, PlatformUser } from './model/platform-user.entity.ts';
import { RefreshToken, User, UserSession } from './model/user.entity.ts';
import { identityNodes } from './nodes.ts';
import { ApproveDevicePairingPayloadResolver, DevicePairingResolver } from './pairing/device-pairing.resolver.ts';
import { identityRetention } from './retention.ts';
import { userArchiveResolver } from './users/archive.resolver.ts';
import { revokedSessionsResolvers, SessionResolver } from './users/session.resolver.ts';
import { UserResolver } from './users/user.resolver.ts';
import { UserListResolver } from './users/user-list.resolver.ts';
import { userConnection } from './users/user-list.type.ts';

export { ACCESS_REVOKED, invalidateAccess, onAccessInvalidated } from './access/access-state.ts';
export { authenticate, type Credentials, isSuspendedNow } from './access/authenticate.ts';
export { accessOf, isCurrent, requireCurrentStations } from './access/current-access.ts';
export { ExpiredToken } from './access/signing-keys.ts';
export {
  type Approval,
  type Approver,
  type ApproverCredentials,
  approvalOf,
  requireApproval,
  requireApprovalSent,
  requireApproverReach,
  withoutApproval,
} from './credentials/approval.ts';
export { hashPassword } from './credentials/password.ts';
export { ApprovalInput } from './credentials/pin.type.ts';
export { createDevice } from './devices/create-device.ts';
export { DEVICE_CHANGED } from './devices/device-event.ts';
export { actingUser } from './model/acting-user.ts';
export { Device, DeviceKind } from './model/device.entity.ts';
export { devicesInReach, lockDeviceAt } from './model/device.repository.ts';
export { DeviceType } from './model/device.type.ts';
export { PlatformUser } from './model/platform-user.entity.ts';
export { Role, type TenantRole, User } from './model/user.entity.ts';
export { UserType } from './model/user.type.ts';
export { createUser, hashNewSecrets } from './users/create-user.ts';

export const identityModule: Module = {
  entities: [User, UserSession, RefreshToken, Device, DevicePairing, MailboxProof, PlatformUser, PlatformSession, PlatformRefreshToken],
  resolvers: [
    UserResolver,
    SessionResolver,
    ...revokedSessionsResolvers,
    AccountResolver,
    UserListResolver,
    userConnection.resolver,
    userArchiveResolver,
    DeviceResolver,
    deviceConnection.resolver,
    DeviceHeartbeatResolver,
    DevicePairingResolver,
    ApproveDevicePairingPayloadResolver,
    TillResolver,
    PinResolver,
  ],
  nodes: identityNodes,
  invariants: identityInvariants,
  auditActions,
  listSizes,
  retention: identityRetention,
  mails: accountMails,
  routes: [signingKeysRoute],
};
