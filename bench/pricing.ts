import type { Pricing, PricingInput, PricingRules } from '../src/modules/ordering/model/pricing.ts';
import type { PromotionTerms } from '../src/modules/promotions/index.ts';
import type { Effort } from './lib/options.ts';
import { basketOf, numbers, promotionsOf, rulesOf } from './lib/pricing-baskets.ts';
import { type Report, rowOf, type Verdict } from './lib/report.ts';
import { type Contestant, interleave, type Round, ratio } from './lib/rounds.ts';
import type { Scope } from './lib/scope.ts';
import { median } from './lib/statistics.ts';

const LINES = 50;
const PROMOTIONS = 200;
/** Baskets take turns, so that no figure depends on one basket. */
const BASKETS = 40;
const TARGET_MS = 2;
/** The same baskets and promotions in every run. */
const SEED = 2026;

type Price = (input: PricingInput) => Pricing;

/** (d) The pricing engine alone: a basket of 50 lines with 200 active promotions of all types. */
export async function benchPricing(_: Scope, effort: Effort): Promise<Report> {
  const price = await compiledEngine();
  const next = numbers(SEED);
  // Parsed separately from the menu, as if read from the database: equal ids are different string objects.
  const promotions = JSON.parse(JSON.stringify(promotionsOf(PROMOTIONS, next))) as PromotionTerms[];
  const baskets = Array.from({ length: BASKETS }, () => basketOf(LINES, next));
  const orders = (rules: PricingRules, offered: readonly PromotionTerms[]): PricingInput[] => baskets.map((lines) => ({ lines, rules, promotions: offered }));
  const exclusive = orders(rulesOf(false), promotions);
  const inclusive = orders(rulesOf(true), promotions);
  const priced = [...exclusive, ...inclusive].map(price);
  priced.forEach(mustSum);

  const without = contestant('prices without tax', exclusive, price);
  const within = contestant('prices with tax', inclusive, price);
  const bare = contestant('prices without tax, no promotions', orders(rulesOf(false), []), price);
  // The least cost of sending a result to a client.
  const json = contestant('a result as JSON and back', priced, (result) => JSON.parse(JSON.stringify(result)));
  const all = [without, within, bare, json];
  const rounds = await interleave(all, { clients: 1, effort, postmaster: null });
  const of = (one: Contestant): readonly Round[] => rounds.get(one) ?? [];
  const cpu = (round: Round): number => round.cpuMicros;
  const within2ms = (one: Contestant): Verdict => ({
    ...{ claim: `CPU of one pricing, ${one.name}`, measured: median(of(one).map(cpu)) / 1000, unit: 'ms' },
    target: { bound: 'at most', value: TARGET_MS },
  });
  const against = (other: Contestant): Verdict => ({ claim: `CPU / ${other.name}`, measured: ratio(of(without), of(other), cpu), unit: '×', target: null });
  return {
    title: `Pricing of a basket of ${LINES} lines with ${PROMOTIONS} promotions`,
    operation: ['pricing', 'pricings'],
    rows: all.map((one) => rowOf(one.name, of(one))),
    verdicts: [within2ms(without), within2ms(within), against(bare), against(json)],
    notes: [
      `The engine alone, in this process, on ${BASKETS} baskets in turn; the parts of every result were checked to sum to its total.`,
      `Of ${PROMOTIONS} promotions a basket has, on average, ${outcomes(priced)}.`,
    ],
  };
}

/** The compiled code, as the server runs it. */
async function compiledEngine(): Promise<Price> {
  await import('reflect-metadata');
  const url = new URL('../dist/modules/ordering/model/pricing.js', import.meta.url);
  return ((await import(url.href)) as { readonly price: Price }).price;
}

function contestant<T>(name: string, all: readonly T[], work: (one: T) => unknown): Contestant {
  let turn = 0;
  return {
    name,
    pid: process.pid,
    operate: async () => {
      const one = all[turn % all.length];
      turn += 1;
      if (one !== undefined) work(one);
    },
  };
}

function mustSum({ lines, delivery, packaging, deliveryTax, packagingTax, pricesIncludeTax, total }: Pricing): void {
  const fees = delivery + packaging + (pricesIncludeTax ? 0 : deliveryTax + packagingTax);
  const sum = lines.reduce((amount, { finalTotal }) => amount + finalTotal, fees);
  if (sum !== total) throw new Error(`The parts sum to ${sum}, the total is ${total}.`);
}

/** Number of applied promotions, and of those not applied by reason. */
function outcomes(priced: readonly Pricing[]): string {
  const counts = new Map<string, number>();
  for (const { promotions, notApplied } of priced) {
    counts.set('applied', (counts.get('applied') ?? 0) + promotions.length);
    for (const { reason } of notApplied) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => `${Math.round(count / priced.length)} ${what}`).join(', ');
}
