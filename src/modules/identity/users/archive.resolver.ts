import { archiveMutations } from '../../../kernel/graphql/archive.type.ts';
import { User } from '../model/user.entity.ts';
import { UserType } from '../model/user.type.ts';
import { archiveUser, unarchiveUser } from './archive-user.ts';
import { requireManageable } from './update-user.ts';

export const userArchiveResolver = archiveMutations({
  name: 'User',
  field: 'user',
  type: () => UserType,
  of: User,
  authorize: (ctx, user) => requireManageable(ctx, user),
  permission: 'MANAGE_OUTLET',
  archive: {
    description:
      "Ends an account: it cannot sign in or approve any more, its sessions end at once, and it is in no list of tills. Orders, shifts and the audit log keep its name; username and e-mail address stay taken. The caller's own account is refused. MANAGER for staff of own outlets, TENANT_OWNER for all users.",
    run: archiveUser,
  },
  unarchive: {
    description:
      'Gives an archived account back: active, with the password, PIN and outlets that it had. MANAGER for staff of own outlets, TENANT_OWNER for all users.',
    run: unarchiveUser,
  },
});
