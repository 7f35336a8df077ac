import { archiveMutations } from '../../../kernel/graphql/archive.type.ts';
import { KitchenStation, Outlet } from '../model/outlet.entity.ts';
import { KitchenStationType, OutletType } from '../model/outlet.type.ts';
import { archiveStation, unarchiveStation } from '../stations/archive-station.ts';
import { archiveOutlet, unarchiveOutlet } from './archive-outlet.ts';

const outlets = archiveMutations({
  name: 'Outlet',
  field: 'outlet',
  type: () => OutletType,
  of: Outlet,
  permission: 'MANAGE_TENANT',
  archive: {
    description:
      'Switches an outlet off. It takes no orders any more (OUTLET_CLOSED with `details.reason` OUTLET_ARCHIVED) and leaves the list of outlets; its open orders are finished, paid and refunded as before, its devices and staff stay. Its code stays taken. TENANT_OWNER.',
    run: archiveOutlet,
  },
  unarchive: { description: 'Opens an archived outlet again, with its menu, stations, devices and staff as they were. TENANT_OWNER.', run: unarchiveOutlet },
});

const stations = archiveMutations({
  name: 'Station',
  field: 'station',
  type: () => KitchenStationType,
  of: KitchenStation,
  permission: 'MANAGE_TENANT',
  archive: {
    description:
      "Takes a station out of an outlet's kitchen. Its open tickets are worked off at the displays that see it; new orders go to the default station. CONFLICT while products would have no station without it: make another the default first. Its code stays taken. TENANT_OWNER.",
    run: archiveStation,
  },
  unarchive: {
    description:
      'Takes an archived station back into use: products and categories that name its code go there again. It is the default if the outlet has no other. TENANT_OWNER.',
    run: unarchiveStation,
  },
});

/** The archive commands of outlets and stations. */
export const tenancyArchiveResolvers = [outlets, stations] as const;
