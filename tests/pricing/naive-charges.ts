import type { LineToPrice, PricingRules } from '../../src/modules/ordering/model/pricing.ts';
import type { TaxRule, TaxTerms } from '../../src/modules/tax/index.ts';
import type { Discounted } from './naive-discounts.ts';
import { type Fraction, fraction, nearest, ONE, over, percentage, plus, shareOut, times, total, ZERO } from './rational.ts';

export interface NaiveTax {
  readonly name: string;
  readonly rate: number;
  readonly base: bigint;
  readonly amount: bigint;
}

export interface NaiveCharges {
  readonly serviceChargeBase: bigint;
  readonly serviceCharge: bigint;
  readonly taxes: readonly NaiveTax[];
  readonly tax: bigint;
  /** In the order that the client sent. */
  readonly lines: readonly { readonly serviceCharge: bigint; readonly tax: bigint; readonly finalTotal: bigint; readonly rule: string | null }[];
  /** Taxes on delivery and packaging. */
  readonly feeTaxes: readonly bigint[];
  readonly total: bigint;
}

/** Lines (in canonical order) and taxable fees under one tax rule. */
interface Group {
  readonly rule: TaxRule | null;
  readonly lines: number[];
  readonly fees: number[];
}

function ruleFor(terms: TaxTerms, group: string | null): TaxRule | null {
  if (group === 'EXEMPT') return null;
  const known = Object.entries(terms.rules).find(([name]) => name === group);
  if (known) return known[1];
  return group === terms.defaultGroup ? null : ruleFor(terms, terms.defaultGroup);
}

function isSame(a: TaxRule | null, b: TaxRule | null): boolean {
  if (a === null || b === null) return a === b;
  return a.name === b.name && a.rate === b.rate && a.baseNumerator === b.baseNumerator && a.baseDenominator === b.baseDenominator;
}

function groupsOf(rules: PricingRules, lines: readonly LineToPrice[], order: readonly number[]): Group[] {
  const groups: Group[] = [];
  const groupOf = (rule: TaxRule | null): Group => {
    const known = groups.find((group) => isSame(group.rule, rule));
    if (known) return known;
    const added: Group = { rule, lines: [], fees: [] };
    groups.push(added);
    return added;
  };
  for (const index of order) groupOf(ruleFor(rules.taxes, lines[index]?.taxGroup ?? null)).lines.push(index);
  for (const [index, fee] of [rules.delivery, rules.packaging].entries()) {
    if (fee.taxable && fee.amount > 0) groupOf(ruleFor(rules.taxes, rules.taxes.defaultGroup)).fees.push(index);
  }
  return groups;
}

/** The fraction of an amount to which a rule's rate applies. */
function fractionOf(rule: TaxRule): Fraction {
  return fraction(rule.baseNumerator, rule.baseDenominator);
}

function taxedBase(base: bigint, rule: TaxRule): bigint {
  return nearest(times(fraction(base), fractionOf(rule)));
}

/** The tax on one unit of money. */
function unitTax(rule: TaxRule | null): Fraction {
  return rule === null ? ZERO : times(fraction(rule.rate, 10_000), fractionOf(rule));
}

/** Running sums over the groups. */
interface Ledger {
  readonly service: bigint[];
  readonly tax: bigint[];
  readonly feeTaxes: bigint[];
  readonly taxes: NaiveTax[];
  serviceBase: bigint;
}

function chargeWithoutTax(rules: PricingRules, discounted: Discounted, groups: readonly Group[], ledger: Ledger): void {
  const { rate, basis, taxable } = rules.service;
  const fees = [rules.delivery, rules.packaging].map(({ amount }) => BigInt(amount));
  const bases = discounted.order.map((index) => (basis === 'BEFORE_DISCOUNTS' ? discounted.lines[index]?.gross : discounted.lines[index]?.net) ?? 0n);
  ledger.serviceBase = total(bases);
  const service = shareOut(percentage(ledger.serviceBase, rate), bases);
  for (const [place, index] of discounted.order.entries()) ledger.service[index] = service[place] ?? 0n;
  for (const { rule, lines, fees: taxed } of groups) {
    if (rule === null) continue;
    const parts = [
      ...lines.map((index) => (discounted.lines[index]?.net ?? 0n) + (taxable ? (ledger.service[index] ?? 0n) : 0n)),
      ...taxed.map((index) => fees[index] ?? 0n),
    ];
    const base = taxedBase(total(parts), rule);
    const amount = percentage(base, rule.rate);
    const shares = shareOut(amount, parts);
    for (const [place, index] of lines.entries()) ledger.tax[index] = shares[place] ?? 0n;
    for (const [place, index] of taxed.entries()) ledger.feeTaxes[index] = shares[lines.length + place] ?? 0n;
    ledger.taxes.push({ name: rule.name, rate: rule.rate, base, amount });
  }
}

/** Service charge and tax included in an amount, by the plain formulas. */
function inside(amount: bigint, rules: PricingRules, t: Fraction): { readonly net: bigint; readonly service: bigint } {
  const s = fraction(rules.service.rate, 10_000);
  const divisor = rules.service.taxable ? times(plus(ONE, s), plus(ONE, t)) : plus(plus(ONE, s), t);
  const net = nearest(over(fraction(amount), divisor));
  const service = percentage(net, rules.service.rate);
  return { net, service: t.n === 0n || service > amount - net ? amount - net : service };
}

/** An amount without its tax. */
function without(amount: bigint, t: Fraction): bigint {
  return nearest(over(fraction(amount), plus(ONE, t)));
}

function takenOut(rules: PricingRules, gross: bigint, net: bigint, t: Fraction): { base: bigint; service: bigint; tax: bigint } {
  if (rules.service.basis === 'AFTER_DISCOUNTS' || gross === net) {
    const { net: base, service } = inside(net, rules, t);
    return { base, service, tax: net - base - service };
  }
  const before = inside(gross, rules, t);
  if (rules.service.taxable) {
    const untaxed = without(net, t);
    return { base: before.net, service: before.service < untaxed ? before.service : untaxed, tax: net - untaxed };
  }
  const service = before.service < net ? before.service : net;
  return { base: before.net, service, tax: net - service - without(net - service, t) };
}

function chargeWithTax(rules: PricingRules, discounted: Discounted, groups: readonly Group[], ledger: Ledger): void {
  const fees = [rules.delivery, rules.packaging].map(({ amount }) => BigInt(amount));
  for (const { rule, lines, fees: taxed } of groups) {
    const t = unitTax(rule);
    const nets = lines.map((index) => discounted.lines[index]?.net ?? 0n);
    const net = total(nets);
    const { base, service, tax } = takenOut(rules, total(lines.map((index) => discounted.lines[index]?.gross ?? 0n)), net, t);
    ledger.serviceBase += base;
    const serviceShares = shareOut(service, nets);
    const taxShares = shareOut(
      tax,
      nets.map((amount, place) => amount - (serviceShares[place] ?? 0n)),
    );
    for (const [place, index] of lines.entries()) {
      ledger.service[index] = serviceShares[place] ?? 0n;
      ledger.tax[index] = taxShares[place] ?? 0n;
    }
    if (rule === null) continue;
    for (const index of taxed) ledger.feeTaxes[index] = (fees[index] ?? 0n) - without(fees[index] ?? 0n, t);
    const amount = tax + total(taxed.map((index) => ledger.feeTaxes[index] ?? 0n));
    const untaxed = net + total(taxed.map((index) => fees[index] ?? 0n)) - amount - (rules.service.taxable ? 0n : service);
    ledger.taxes.push({ name: rule.name, rate: rule.rate, base: taxedBase(untaxed, rule), amount });
  }
}

export function naiveCharges(rules: PricingRules, lines: readonly LineToPrice[], discounted: Discounted): NaiveCharges {
  const ledger: Ledger = { service: lines.map(() => 0n), tax: lines.map(() => 0n), feeTaxes: [0n, 0n], taxes: [], serviceBase: 0n };
  const groups = groupsOf(rules, lines, discounted.order);
  (rules.pricesIncludeTax ? chargeWithTax : chargeWithoutTax)(rules, discounted, groups, ledger);
  const net = total(discounted.lines.map((line) => line.net)) + BigInt(rules.delivery.amount) + BigInt(rules.packaging.amount);
  const serviceCharge = total(ledger.service);
  const tax = total(ledger.tax) + total(ledger.feeTaxes);
  return {
    serviceChargeBase: ledger.serviceBase,
    serviceCharge,
    taxes: ledger.taxes,
    tax,
    lines: discounted.lines.map((line, index) => {
      const [service, lineTax] = [ledger.service[index] ?? 0n, ledger.tax[index] ?? 0n];
      return {
        serviceCharge: service,
        tax: lineTax,
        finalTotal: rules.pricesIncludeTax ? line.net : line.net + service + lineTax,
        rule: ruleFor(rules.taxes, lines[index]?.taxGroup ?? null)?.name ?? null,
      };
    }),
    feeTaxes: ledger.feeTaxes,
    total: rules.pricesIncludeTax ? net : net + serviceCharge + tax,
  };
}
