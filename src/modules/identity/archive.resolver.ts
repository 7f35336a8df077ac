import { archiveMutations } from '../../kernel/archive.type.ts';
import { archiveUser, unarchiveUser } from './archive-user.ts';
import { requireManageable } from './update-user.ts';
import { User } from './user.entity.ts';
import { UserType } from './user.type.ts';

/** How accounts end. */
export const userArchiveResolver = archiveMutations({
  name: 'User',
  field: 'user',
  type: () => UserType,
  of: User,
  authorize: (ctx, user) => requireManageable(ctx, user),
  permission: 'MANAGE_OUTLET',
  archive: {
    says: 'Ends an account: nobody signs in or approves with it, its sessions end at once, and it is in no list of tills. Orders, shifts and the audit log keep its name; username and e-mail address stay taken. Not the own one. MANAGER for staff of own outlets, TENANT_OWNER for everybody.',
    run: archiveUser,
  },
  unarchive: {
    says: 'Gives an archived account back: active, with the password, PIN and outlets that it had. MANAGER for staff of own outlets, TENANT_OWNER for everybody.',
    run: unarchiveUser,
  },
});
