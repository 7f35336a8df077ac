import { userArchiveResolver } from './archive.resolver.ts';
import { DeviceHeartbeatResolver, DeviceResolver } from './device.resolver.ts';
import { deviceConnection } from './device.type.ts';
import { ApproveDevicePairingPayloadResolver, DevicePairingResolver } from './device-pairing.resolver.ts';
import { TillResolver } from './till.resolver.ts';
import { UserListResolver } from './user-list.resolver.ts';
import { userConnection } from './user-list.type.ts';

export { ACCESS_REVOKED, forgetAccess, onAccessForgotten } from './access-state.ts';
export { AccountResolver } from './account.resolver.ts';
export { accountMails } from './account-mails.ts';
export { actingUser } from './acting-user.ts';
export { type Approval, type Approver, type Leave, leaveOf, requireLeave, requireLeaveSent, requireReach, withoutApproval } from './approve.ts';
export { authenticate, type Credentials, isSuspendedNow } from './authenticate.ts';
export { createDevice } from './create-device.ts';
export { createUser } from './create-user.ts';
export { accessOf, isCurrent, requireCurrentStations } from './current-access.ts';
export { Device, DeviceKind } from './device.entity.ts';
export { devicesInReach, keepDeviceAt } from './device.repository.ts';
export { DeviceType } from './device.type.ts';
export { DEVICE_CHANGED } from './device-event.ts';
export { DevicePairing } from './device-pairing.entity.ts';
export { identityInvariants } from './invariants.ts';
export { MailboxProof } from './mailbox-proof.entity.ts';
export { identityNodes } from './nodes.ts';
export { hashPassword } from './password.ts';
export { PinResolver } from './pin.resolver.ts';
export { ApprovalInput } from './pin.type.ts';
export { PlatformRefreshToken, PlatformSession, PlatformUser } from './platform-user.entity.ts';
export { revokedSessionsResolvers, SessionResolver } from './session.resolver.ts';
export { ExpiredToken, publicKeySet } from './signing-keys.ts';
export { RefreshToken, Role, type TenantRole, User, UserSession } from './user.entity.ts';
export { UserResolver } from './user.resolver.ts';
export { UserType } from './user.type.ts';

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
