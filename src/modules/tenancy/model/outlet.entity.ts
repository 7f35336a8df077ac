import { defineEntity, p } from '@mikro-orm/core';
import { creationStamp, tenantTable, timestamps, toOne } from '../../../kernel/database/tenant-owned.ts';
import type { BasisPoints, CashRoundingMode } from '../../../kernel/values/money.ts';
import { type Channel, type ChannelSettings, channelSetting } from './channel.ts';
import { businessDate, isOpen, nextChange, type OpeningHours, type StoredException } from './opening-hours.ts';

export const ServiceMode = { DINE_IN: 'DINE_IN', TAKEAWAY: 'TAKEAWAY', DELIVERY: 'DELIVERY' } as const;
export type ServiceMode = keyof typeof ServiceMode;

/** The amounts from which the service charge is calculated. */
export const ServiceChargeBasis = { AFTER_DISCOUNTS: 'AFTER_DISCOUNTS', BEFORE_DISCOUNTS: 'BEFORE_DISCOUNTS' } as const;
export type ServiceChargeBasis = keyof typeof ServiceChargeBasis;

/** Rates in basis points, of service modes that have their own service charge. */
export type ServiceChargeByMode = Partial<Record<ServiceMode, BasisPoints>>;

const OutletSchema = defineEntity({
  ...tenantTable,
  name: 'Outlet',
  tableName: 'outlet',
  uniques: [{ properties: ['tenantId', 'code'] }],
  properties: {
    name: p.text(),
    /** Upper-case letters and digits; part of order numbers. */
    code: p.text(),
    timeZone: p.text(),
    address: p.text().nullable(),
    phone: p.text().nullable(),
    latitude: p.double().$type<number>().nullable(),
    longitude: p.double().$type<number>().nullable(),
    legalName: p.text().nullable(),
    taxId: p.text().nullable(),
    serviceModes: p.array().$type<ServiceMode[]>(),
    pricesIncludeTax: p.boolean().default(false),
    taxName: p.text().default('Tax'),
    /** Basis points, like the service charge rate. */
    taxRate: p.integer().default(0).check('tax_rate between 0 and 10000'),
    serviceChargeRate: p.integer().default(0).check('service_charge_rate between 0 and 10000'),
    /** Service charge rates by service mode. A mode that is missing has serviceChargeRate. */
    serviceChargeByMode: p
      .json<ServiceChargeByMode>()
      .defaultRaw("'{}'::jsonb")
      .onCreate(() => ({})),
    /** Its rates replace taxName and taxRate; null: one rate for everything. */
    taxRegimeId: p.uuid().nullable(),
    serviceChargeTaxable: p.boolean().default(true),
    serviceChargeBasis: p
      .text()
      .$type<ServiceChargeBasis>()
      .default('AFTER_DISCOUNTS')
      .check("service_charge_basis in ('AFTER_DISCOUNTS', 'BEFORE_DISCOUNTS')"),
    /** Charged on each DELIVERY order. A taxable fee has the default tax group. */
    deliveryFee: p.bigint('number').default(0).check('delivery_fee >= 0'),
    deliveryFeeTaxable: p.boolean().default(false),
    /** Charged on each TAKEAWAY and DELIVERY order. */
    packagingFee: p.bigint('number').default(0).check('packaging_fee >= 0'),
    packagingFeeTaxable: p.boolean().default(false),
    /** The smallest cash amount in use, in minor units. */
    cashRoundingStep: p.bigint('number').default(1).check('cash_rounding_step > 0'),
    cashRoundingMode: p.text().$type<CashRoundingMode>().default('NEAREST').check("cash_rounding_mode in ('NEAREST', 'DOWN', 'UP')"),
    /** Whether cash may be taken only in an open shift. */
    cashNeedsShift: p.boolean().default(false),
    /** Whether completing an order serves it on the way. */
    completeServes: p.boolean().default(false),
    /** Hour at which a business day begins, local time. */
    dayStartsAt: p.smallint().default(4).check('day_starts_at between 0 and 23'),
    /** Minute of that hour. */
    dayStartsAtMinute: p.smallint().default(0).check('day_starts_at_minute between 0 and 59'),
    /** How many minutes READY orders stay on the order board. */
    boardMinutes: p.smallint().default(10).check('board_minutes between 1 and 240'),
    /** Null: always open. */
    openingHours: p.json<OpeningHours[]>().nullable(),
    openingExceptions: p
      .json<StoredException[]>()
      .defaultRaw("'[]'::jsonb")
      .onCreate(() => []),
    channels: p
      .json<ChannelSettings>()
      .defaultRaw("'{}'::jsonb")
      .onCreate(() => ({})),
    /** This outlet's part of its menu version. */
    menuVersion: p.integer().default(1),
    /** When it was archived: kernel/request/archive.ts. Null: in use. */
    archivedAt: p.datetime().nullable(),
    ...timestamps,
    stations: () => p.oneToMany(KitchenStation).mappedBy('outlet').orderBy({ code: 'asc' }),
  },
});

/** A store of a tenant. */
export class Outlet extends OutletSchema.class {
  isOpenAt(at: Date): boolean {
    return isOpen(this.openingHours ?? null, this.openingExceptions, this.timeZone, at);
  }

  /** The next closing time if it is open, the next opening time if it is closed; null: no change is to come. */
  nextChangeAfter(at: Date): Date | null {
    return nextChange({ week: this.openingHours ?? null, exceptions: this.openingExceptions, timeZone: this.timeZone }, at);
  }

  businessDateOf(at: Date): string {
    return businessDate(at, this.timeZone, this.dayStartsAt, this.dayStartsAtMinute);
  }

  /** The service charge rate for orders of a service mode. */
  serviceChargeRateOf(mode: ServiceMode): BasisPoints {
    return this.serviceChargeByMode[mode] ?? this.serviceChargeRate;
  }

  /** Whether a guest could order this way now. */
  takesOrders(channel: Channel, serviceMode: ServiceMode, at: Date): boolean {
    return this.serviceModes.includes(serviceMode) && this.isOpenAt(at) && this.channelAt(channel, at).pausedUntil === null;
  }

  channelAt(channel: Channel, at: Date): ReturnType<typeof channelSetting> {
    return channelSetting(this.channels, channel, at);
  }
}
OutletSchema.setClass(Outlet);

const KitchenStationSchema = defineEntity({
  ...tenantTable,
  name: 'KitchenStation',
  tableName: 'kitchen_station',
  uniques: [{ properties: ['tenantId', 'outlet', 'code'] }],
  properties: {
    outlet: () => toOne(Outlet),
    name: p.text(),
    /** Products and categories refer to the station by this code. */
    code: p.text(),
    /** Gets what no product or category routes elsewhere; at most one per outlet. */
    isDefault: p.boolean().default(false),
    /** When it was archived: kernel/request/archive.ts. Null: in use. */
    archivedAt: p.datetime().nullable().check('archived_at is null or not is_default'),
    ...creationStamp,
  },
});

/** A place in an outlet's kitchen that works off tickets. */
export class KitchenStation extends KitchenStationSchema.class {}
KitchenStationSchema.setClass(KitchenStation);
