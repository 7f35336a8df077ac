import { type NodeKinds, nodeKind } from '../../kernel/request/nodes.ts';
import { hasPermission, reaches } from '../../kernel/request/session.ts';
import { ownSessionsAmong } from './access/own-sessions.ts';
import { Device } from './model/device.entity.ts';
import { DevicePairing } from './model/device-pairing.entity.ts';
import { PlatformSession, PlatformUser } from './model/platform-user.entity.ts';
import { realmOf } from './model/realm.ts';
import { User, UserSession } from './model/user.entity.ts';

export const identityNodes: NodeKinds = [
  nodeKind({
    typeName: 'User',
    name: 'User',
    entity: User,
    // Every user sees their own account; with READ_STAFF also the users of the outlets in reach.
    permission: 'OWN_SESSION',
    rows: { from: '"user" n', outlets: 'array_append(n.accessible_outlet_ids, n.outlet_id)' },
    inReach: ({ session }, { id, outletIds }) => {
      if (id === session.userId) return true;
      return hasPermission(session, 'READ_STAFF') && (session.outletIds === 'all' || outletIds?.some((id) => reaches(session.outletIds, id)) === true);
    },
  }),
  nodeKind({
    typeName: 'User',
    name: 'User',
    entity: PlatformUser,
    permission: 'MANAGE_PLATFORM',
    load: async ({ services, session }, ids) =>
      session.userId !== null && ids.includes(session.userId) ? realmOf(null).em(services).find(PlatformUser, { id: session.userId }) : [],
  }),
  nodeKind({
    typeName: 'UserSession',
    name: 'Session',
    entity: UserSession,
    permission: 'OWN_SESSION',
    rows: { from: 'user_session n', owners: 'array[n.user_id]' },
    inReach: ({ session }, { ownerIds }) => session.userId !== null && ownerIds.includes(session.userId),
    load: ownSessionsAmong<UserSession>,
  }),
  nodeKind({ typeName: 'UserSession', name: 'Session', entity: PlatformSession, permission: 'MANAGE_PLATFORM', load: ownSessionsAmong<PlatformSession> }),
  nodeKind({
    typeName: 'Device',
    name: 'Device',
    entity: Device,
    permission: 'MANAGE_OUTLET',
    rows: { from: 'device n', outlets: 'array[n.outlet_id]' },
  }),
  nodeKind({ typeName: 'DevicePairing', name: 'Pairing', entity: DevicePairing, permission: 'MANAGE_OUTLET', rows: { from: 'device_pairing n' } }),
];
