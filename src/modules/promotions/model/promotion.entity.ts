import { defineEntity, p } from '@mikro-orm/core';
import { creationStamp, tenantTable, timestamps, toOne } from '../../../kernel/database/tenant-owned.ts';
import type { Channel, OpeningHours, ServiceMode } from '../../tenancy/index.ts';
import type { BundleItem, FreeUnits, PromotionType } from './promotion-terms.ts';

const PromotionSchema = defineEntity({
  ...tenantTable,
  name: 'Promotion',
  tableName: 'promotion',
  indexes: [{ properties: ['tenantId', 'active'] }, { properties: ['tenantId', 'createdAt', 'id'] }],
  properties: {
    name: p.text(),
    description: p.text().nullable(),
    type: p.text().$type<PromotionType>().check("type in ('PERCENTAGE', 'FIXED_AMOUNT', 'BUY_X_GET_Y', 'BUNDLE_PRICE')"),
    /** True: it applies only with one of its codes; false: it applies by itself. */
    needsCode: p.boolean().default(false),
    /** PERCENTAGE: basis points. */
    rate: p.integer().nullable().check('rate between 1 and 10000'),
    /** FIXED_AMOUNT: amount taken off; BUNDLE_PRICE: price of a bundle. */
    amount: p.bigint('number').nullable().check('amount >= 0'),
    buyQuantity: p.integer().nullable().check('buy_quantity > 0'),
    getQuantity: p.integer().nullable().check('get_quantity > 0'),
    freeUnits: p.text().$type<FreeUnits>().nullable().check("free_units in ('CHEAPEST', 'EVERY_NTH')"),
    bundleItems: p.json<readonly BundleItem[]>().nullable(),
    minimumPurchase: p.bigint('number').default(0).check('minimum_purchase >= 0'),
    maximumDiscount: p.bigint('number').nullable().check('maximum_discount > 0'),
    /** Where, when and to what it applies; null: no restriction. Ids are checked against the rows when they are set. */
    productIds: p.array().$type<string[]>().columnType('uuid[]').nullable(),
    categoryIds: p.array().$type<string[]>().columnType('uuid[]').nullable(),
    outletIds: p.array().$type<string[]>().columnType('uuid[]').nullable(),
    serviceModes: p.array().$type<ServiceMode[]>().nullable(),
    channels: p.array().$type<Channel[]>().nullable(),
    startsAt: p.datetime().nullable(),
    endsAt: p.datetime().nullable(),
    /** Recurring hours, local to the outlet. */
    hours: p.json<readonly OpeningHours[]>().nullable(),
    /** Maximum number of orders that may use it, in all and per customer; null: no limit. */
    usageLimit: p.integer().nullable().check('usage_limit > 0'),
    usageLimitPerCustomer: p.integer().nullable().check('usage_limit_per_customer > 0'),
    /** Number of orders that have used it. Counted only where there is a limit, because orders wait for the counter's lock. */
    used: p.integer().default(0).check('used >= 0'),
    priority: p.integer().default(0),
    exclusive: p.boolean().default(false),
    combinationGroup: p.text().nullable(),
    active: p.boolean().default(true),
    version: p.integer().version(),
    ...timestamps,
  },
});

/** What a brand gives away, when, where, and to whom. */
export class Promotion extends PromotionSchema.class {}
PromotionSchema.setClass(Promotion);

const PromotionCodeSchema = defineEntity({
  ...tenantTable,
  name: 'PromotionCode',
  tableName: 'promotion_code',
  uniques: [{ properties: ['tenantId', 'code'] }],
  indexes: [{ properties: ['tenantId', 'promotion', 'createdAt', 'id'] }],
  properties: {
    promotion: () => toOne(Promotion),
    /** In upper case: letter case does not count. */
    code: p.text(),
    /** Batch in which the code was generated; null: staff chose the code. */
    batchId: p.uuid().nullable(),
    /** Maximum number of orders that may use this code; null: as the promotion. */
    usageLimit: p.integer().nullable().check('usage_limit > 0'),
    used: p.integer().default(0).check('used >= 0'),
    active: p.boolean().default(true),
    ...creationStamp,
  },
});

/** A code that makes a promotion apply. */
export class PromotionCode extends PromotionCodeSchema.class {}
PromotionCodeSchema.setClass(PromotionCode);

const PromotionUseSchema = defineEntity({
  ...tenantTable,
  name: 'PromotionUse',
  tableName: 'promotion_use',
  uniques: [{ properties: ['tenantId', 'promotion', 'orderId'] }],
  indexes: [{ properties: ['tenantId', 'orderId'] }],
  properties: {
    promotion: () => toOne(Promotion),
    orderId: p.uuid(),
    /** The code that was sent for it; null: it applied by itself. */
    code: p.text().nullable(),
    /** Key of the customer, for limits per customer (customer-key.ts). */
    customerKey: p.text().nullable(),
    /** What it took off the order, and the order's total. */
    discount: p.bigint('number'),
    revenue: p.bigint('number'),
    createdAt: p.datetime(),
    /** The order was cancelled: the use does not count any more. */
    returnedAt: p.datetime().nullable(),
  },
});

/** One order's use of a promotion. */
export class PromotionUse extends PromotionUseSchema.class {}
PromotionUseSchema.setClass(PromotionUse);

const PromotionCustomerSchema = defineEntity({
  ...tenantTable,
  name: 'PromotionCustomer',
  tableName: 'promotion_customer',
  uniques: [{ properties: ['tenantId', 'promotion', 'customerKey'] }],
  properties: {
    promotion: () => toOne(Promotion),
    customerKey: p.text(),
    used: p.integer().check('used >= 0'),
  },
});

/** How often one customer has used a promotion that is limited per customer. */
export class PromotionCustomer extends PromotionCustomerSchema.class {}
PromotionCustomerSchema.setClass(PromotionCustomer);
