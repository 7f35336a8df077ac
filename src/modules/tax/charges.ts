import { allocate, type BasisPoints, type Money, percentOf, ratioOf, sumOf as sum } from '../../kernel/values/money.ts';
import type { ServiceChargeBasis } from '../tenancy/index.ts';
import { ruleOf, type TaxRule, type TaxTerms } from './tax-terms.ts';

export interface ServiceTerms {
  readonly rate: BasisPoints;
  /** Whether the service charge itself is taxed. */
  readonly taxable: boolean;
  readonly basis: ServiceChargeBasis;
}

/** A charge beside the lines. If taxable, the rule of the default group applies. When prices include tax, its tax is inside. */
export interface Fee {
  readonly amount: Money;
  readonly taxable: boolean;
}

/** The amounts and terms that the charges of an order are calculated from. */
export interface Chargeable {
  readonly pricesIncludeTax: boolean;
  readonly service: ServiceTerms;
  readonly taxes: TaxTerms;
  /** gross: before discounts; net: after them. */
  readonly lines: readonly { readonly gross: Money; readonly net: Money; readonly taxGroup: string | null }[];
  readonly fees: readonly Fee[];
}

export interface TaxAmount {
  readonly name: string;
  readonly rate: BasisPoints;
  /** The amount that the rate was applied to. */
  readonly base: Money;
  readonly amount: Money;
}

/** Service charge and tax of one line: its shares of the order's amounts. */
export interface LineCharges {
  readonly serviceCharge: Money;
  readonly tax: Money;
  /** Null: not taxed. */
  readonly rule: TaxRule | null;
}

export interface Charges {
  readonly serviceChargeBase: Money;
  readonly serviceCharge: Money;
  /** One for each rule, by rate and name. */
  readonly taxes: readonly TaxAmount[];
  readonly tax: Money;
  readonly lines: readonly LineCharges[];
  /** The tax on each fee; inside the fee when prices include tax. */
  readonly feeTaxes: readonly Money[];
  readonly total: Money;
}

/** Everything that one rule taxes: indexes of lines and fees. */
interface Group {
  readonly rule: TaxRule | null;
  readonly lines: number[];
  readonly fees: number[];
}

/**
 * Service charge and tax of an order (payments reference §8.4; docs/pricing.md has the rest). Each is rounded once, on the
 * order, the tax once for each rule, and shared out by largest remainder. Pure; integers in minor units.
 */
export function charge(order: Chargeable): Charges {
  const groups = groupsOf(order);
  const charged = order.pricesIncludeTax ? inclusive(order, groups) : exclusive(order, groups);
  const taxes = groups.flatMap(({ rule }, index) => {
    const { base = 0, tax = 0 } = charged.groups[index] ?? {};
    return rule ? [{ name: rule.name, rate: rule.rate, base: taxedPart(base, rule), amount: tax }] : [];
  });
  const ruleByLine = new Map(groups.flatMap(({ rule, lines }) => lines.map((line) => [line, rule] as const)));
  const serviceCharge = sum(charged.services);
  const tax = sum(charged.groups.map((group) => group.tax));
  const amounts = sum(order.lines.map(({ net }) => net)) + sum(order.fees.map(({ amount }) => amount));
  return {
    serviceChargeBase: charged.serviceChargeBase,
    serviceCharge,
    taxes,
    tax,
    lines: order.lines.map((_, line) => ({
      serviceCharge: charged.services[line] ?? 0,
      tax: charged.lineTaxes[line] ?? 0,
      rule: ruleByLine.get(line) ?? null,
    })),
    feeTaxes: charged.feeTaxes,
    total: order.pricesIncludeTax ? amounts : amounts + serviceCharge + tax,
  };
}

interface Charged {
  readonly serviceChargeBase: Money;
  /** By line. */
  readonly services: readonly Money[];
  readonly lineTaxes: readonly Money[];
  readonly feeTaxes: readonly Money[];
  /** By group. base is the whole amount without tax, before the rule's fraction is taken. */
  readonly groups: readonly { readonly base: Money; readonly tax: Money }[];
}

function exclusive({ service, lines, fees }: Chargeable, groups: readonly Group[]): Charged {
  const bases = lines.map(({ gross, net }) => (service.basis === 'BEFORE_DISCOUNTS' ? gross : net));
  const serviceChargeBase = sum(bases);
  const services = allocate(percentOf(serviceChargeBase, service.rate), bases);
  const lineTaxes = lines.map(() => 0);
  const feeTaxes = fees.map(() => 0);
  const taxed = groups.map((group) => {
    const weights = [
      ...group.lines.map((line) => (lines[line]?.net ?? 0) + (service.taxable ? (services[line] ?? 0) : 0)),
      ...group.fees.map((fee) => fees[fee]?.amount ?? 0),
    ];
    const base = sum(weights);
    const tax = group.rule ? percentOf(taxedPart(base, group.rule), group.rule.rate) : 0;
    shareOut(allocate(tax, weights), group, lineTaxes, feeTaxes);
    return { base, tax };
  });
  return { serviceChargeBase, services, lineTaxes, feeTaxes, groups: taxed };
}

function inclusive({ service, lines, fees }: Chargeable, groups: readonly Group[]): Charged {
  const services = lines.map(() => 0);
  const lineTaxes = lines.map(() => 0);
  const feeTaxes = fees.map(() => 0);
  let serviceChargeBase = 0;
  const taxed = groups.map((group) => {
    const nets = group.lines.map((line) => lines[line]?.net ?? 0);
    const opened = openGross(sum(group.lines.map((line) => lines[line]?.gross ?? 0)), sum(nets), service, group.rule);
    // Shared out by the amounts that contain the charges, so that no line holds more charges than its price.
    const shares = allocate(opened.service, nets);
    const taxes = allocate(
      opened.tax,
      nets.map((net, index) => net - (shares[index] ?? 0)),
    );
    const inFees = group.fees.map((fee) => (fees[fee]?.amount ?? 0) - withoutTax(fees[fee]?.amount ?? 0, group.rule));
    group.lines.forEach((line, index) => {
      services[line] = shares[index] ?? 0;
    });
    shareOut([...taxes, ...inFees], group, lineTaxes, feeTaxes);
    serviceChargeBase += opened.serviceBase;
    const tax = opened.tax + sum(inFees);
    const gross = sum(nets) + sum(group.fees.map((fee) => fees[fee]?.amount ?? 0));
    return { base: gross - tax - (service.taxable ? 0 : opened.service), tax };
  });
  return { serviceChargeBase, services, lineTaxes, feeTaxes, groups: taxed };
}

interface Opened {
  readonly serviceBase: Money;
  readonly service: Money;
  readonly tax: Money;
}

/** Takes service charge and tax out of the amount that a guest pays. The tax is the rest, so that the parts sum to the amount. */
function openGross(gross: Money, net: Money, service: ServiceTerms, rule: TaxRule | null): Opened {
  if (service.basis === 'AFTER_DISCOUNTS' || gross === net) return openNet(net, service, rule);
  const before = openNet(gross, service, rule);
  if (service.taxable) {
    const base = withoutTax(net, rule);
    return { serviceBase: before.serviceBase, service: Math.min(before.service, base), tax: net - base };
  }
  const charged = Math.min(before.service, net);
  return { serviceBase: before.serviceBase, service: charged, tax: net - charged - withoutTax(net - charged, rule) };
}

function openNet(paid: Money, service: ServiceTerms, rule: TaxRule | null): Opened {
  const [taxN, taxD] = effective(rule);
  const serviceRate = BigInt(service.rate);
  // net × (1 + s)(1 + t) = paid, or net × (1 + s + t) where the service charge is not taxed.
  const net = service.taxable
    ? ratioOf(paid, HUNDRED_PERCENT * taxD, (HUNDRED_PERCENT + serviceRate) * (taxD + taxN))
    : ratioOf(paid, HUNDRED_PERCENT * taxD, HUNDRED_PERCENT * (taxD + taxN) + serviceRate * taxD);
  const rest = paid - net;
  // Without tax, the whole rest is service charge. For a few minor units both may be rounded up, but never above what is paid.
  const charged = taxN === 0n ? rest : Math.min(percentOf(net, service.rate), rest);
  return { serviceBase: net, service: charged, tax: rest - charged };
}

const HUNDRED_PERCENT = 10_000n;

/** The tax as a fraction of the whole amount. */
function effective(rule: TaxRule | null): [bigint, bigint] {
  if (!rule) return [0n, HUNDRED_PERCENT];
  return [BigInt(rule.rate) * BigInt(rule.baseNumerator), HUNDRED_PERCENT * BigInt(rule.baseDenominator)];
}

function withoutTax(paid: Money, rule: TaxRule | null): Money {
  const [taxN, taxD] = effective(rule);
  return ratioOf(paid, taxD, taxD + taxN);
}

/** The part of an amount that the rate is applied to. */
function taxedPart(amount: Money, { baseNumerator, baseDenominator }: TaxRule): Money {
  return baseNumerator === baseDenominator ? amount : ratioOf(amount, BigInt(baseNumerator), BigInt(baseDenominator));
}

/**
 * Groups lines and taxable fees by their rule: rules with the same name, rate and fraction are one tax. The order of the groups
 * does not depend on the basket.
 */
function groupsOf({ taxes, lines, fees }: Chargeable): Group[] {
  const groups = new Map<string, Group>();
  const groupOf = (rule: TaxRule | null): Group => {
    const key = rule ? [String(rule.rate).padStart(5, '0'), rule.baseNumerator, rule.baseDenominator, rule.name].join('|') : '';
    const found = groups.get(key) ?? { rule, lines: [], fees: [] };
    groups.set(key, found);
    return found;
  };
  for (const [index, { taxGroup }] of lines.entries()) groupOf(ruleOf(taxes, taxGroup)).lines.push(index);
  for (const [index, { taxable, amount }] of fees.entries()) if (taxable && amount > 0) groupOf(ruleOf(taxes, null)).fees.push(index);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function shareOut(shares: readonly Money[], { lines, fees }: Group, lineTaxes: Money[], feeTaxes: Money[]): void {
  lines.forEach((line, index) => {
    lineTaxes[line] = shares[index] ?? 0;
  });
  fees.forEach((fee, index) => {
    feeTaxes[fee] = shares[lines.length + index] ?? 0;
  });
}
