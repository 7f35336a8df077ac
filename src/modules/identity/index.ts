import { signingKeysRoute } from './access/signing-keys-route.ts';
import { DeviceHeartbeatResolver, DeviceResolver } from './devices/device.resolver.ts';
import { TillResolver } from './devices/till.resolver.ts';
import { deviceConnection } from './model/device.type.ts';
import { ApproveDevicePairingPayloadResolver, DevicePairingResolver } from './pairing/device-pairing.resolver.ts';
import { userArchiveResolver } from './users/archive.resolver.ts';
import { UserListResolver } from './users/user-list.resolver.ts';
import { userConnection } from './users/user-list.type.ts';

export { ACCESS_REVOKED, forgetAccess, onAccessForgotten } from './access/access-state.ts';
export { authenticate, type Credentials, isSuspendedNow } from './access/authenticate.ts';
export { accessOf, isCurrent, requireCurrentStations } from './access/current-access.ts';
export { ExpiredToken, publicKeySet } from './access/signing-keys.ts';
export { AccountResolver } from './accounts/account.resolver.ts';
export { accountMails } from './accounts/account-mails.ts';
export { type Approval, type Approver, type Leave, leaveOf, requireLeave, requireLeaveSent, requireReach, withoutApproval } from './credentials/approve.ts';
export { hashPassword } from './credentials/password.ts';
export { PinResolver } from './credentials/pin.resolver.ts';
export { ApprovalInput } from './credentials/pin.type.ts';
export { createDevice } from './devices/create-device.ts';
export { DEVICE_CHANGED } from './devices/device-event.ts';
export { identityInvariants } from './invariants.ts';
export { actingUser } from './model/acting-user.ts';
export { Device, DeviceKind } from './model/device.entity.ts';
export { devicesInReach, keepDeviceAt } from './model/device.repository.ts';
export { DeviceType } from './model/device.type.ts';
export { DevicePairing } from './model/device-pairing.entity.ts';
export { MailboxProof } from './model/mailbox-proof.entity.ts';
export { PlatformRefreshToken, PlatformSession, PlatformUser } from './model/platform-user.entity.ts';
export { RefreshToken, Role, type TenantRole, User, UserSession } from './model/user.entity.ts';
export { UserType } from './model/user.type.ts';
export { identityNodes } from './nodes.ts';
export { createUser } from './users/create-user.ts';
export { revokedSessionsResolvers, SessionResolver } from './users/session.resolver.ts';
export { UserResolver } from './users/user.resolver.ts';

/** What there is of devices and the staff at them, which accounts there are, and how they end. */
export const deviceResolvers = [
  UserListResolver,
  userConnection.resolver,
  userArchiveResolver,
  DeviceResolver,
  deviceConnection.resolver,
  DeviceHeartbeatResolver,
  DevicePairingResolver,
  ApproveDevicePairingPayloadResolver,
  TillResolver,
] as const;

export const identityRoutes = [signingKeysRoute];
