import type { Module } from '../../kernel/module.ts';
import { auditActions } from './audit-actions.ts';
import { listSizes } from './list-sizes.ts';
import { DiningTable } from './model/dining-table.entity.ts';
import { KitchenStation, Outlet } from './model/outlet.entity.ts';
import { Tenant } from './model/tenant.entity.ts';
import { tenancyNodes } from './nodes.ts';
import { tenancyArchiveResolvers } from './outlets/archive.resolver.ts';
import { OutletResolver } from './outlets/outlet.resolver.ts';
import { StationResolver } from './stations/station.resolver.ts';
import { DiningTableResolver, TableByTokenResolver } from './tables/dining-table.resolver.ts';
import { TenantResolver } from './tenants/tenant.resolver.ts';
import { TenantListResolver } from './tenants/tenant-list.resolver.ts';
import { tenantConnection } from './tenants/tenant-list.type.ts';

export { idOrNil, isId } from '../../kernel/values/ids.ts';
export { Channel, type ChannelSettings, ConfirmOn } from './model/channel.ts';
export { DiningTable, tableKeyOf } from './model/dining-table.entity.ts';
export { findTableByToken } from './model/dining-table.repository.ts';
export { type FollowedOutlet, followedOutletOrRequestError } from './model/followed-outlet.ts';
export { raiseOutletMenuVersion, raiseTenantMenuVersion } from './model/menu-version.ts';
export { isOpen, type OpeningHours } from './model/opening-hours.ts';
export { KitchenStation, Outlet, ServiceChargeBasis, ServiceMode } from './model/outlet.entity.ts';
export { outletsById, outletsInReach, stationsOf } from './model/outlet.repository.ts';
export { KitchenStationType, OpeningHoursType, OutletType } from './model/outlet.type.ts';
export { OUTLET_CHANGED } from './model/outlet-event.ts';
export { findPlace, type OrderingBlock, type Place, reachablePlace } from './model/place.ts';
export { raisePricingVersion } from './model/pricing-version.ts';
export { currentTenant, findOutlet, findStation, lockBrand, reachableOutlet, reachableOutletOrRequestError } from './model/reach.ts';
export { isRouted, NO_STATION, type RoutedStation, stationFor } from './model/routing.ts';
export { type Branding, LatePaymentPolicy, Tenant, TenantStatus } from './model/tenant.entity.ts';
export { TenantType } from './model/tenant.type.ts';
export { isActiveTenant, requireOwnCell, type TenantEntry, tenantByKey } from './model/tenant-directory.ts';
export { scopedToken } from './model/token-scope.ts';
export { localTime } from './model/wall-clock.ts';
export { type CreateOutlet, createOutlet } from './outlets/create-outlet.ts';
export { OpeningHoursInput } from './outlets/opening-hours.type.ts';
export { checkWeek } from './outlets/set-opening-hours.ts';
export { createStation } from './stations/create-station.ts';
export { STATION_CHANGED, stationEvent } from './stations/station-event.ts';
export { type CreateDiningTable, createDiningTable } from './tables/create-dining-table.ts';
export { DiningTableType } from './tables/dining-table.type.ts';
export { type CreateTenant, createTenant } from './tenants/create-tenant.ts';

export const tenancyModule: Module = {
  entities: [Tenant, Outlet, KitchenStation, DiningTable],
  resolvers: [
    TenantResolver,
    TenantListResolver,
    tenantConnection.resolver,
    OutletResolver,
    StationResolver,
    ...tenancyArchiveResolvers,
    DiningTableResolver,
    TableByTokenResolver,
  ],
  nodes: tenancyNodes,
  auditActions,
  listSizes,
};
