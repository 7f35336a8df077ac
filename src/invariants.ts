import 'reflect-metadata';
import type { Invariant } from './kernel/check-invariants.ts';
import { kernelInvariants } from './kernel/invariants.ts';
import { identityInvariants } from './modules/identity/index.ts';
import { kitchenInvariants } from './modules/kitchen/index.ts';
import { menuInvariants } from './modules/menu/index.ts';
import { orderingInvariants } from './modules/ordering/index.ts';
import { paymentInvariants } from './modules/payments/index.ts';
import { promotionInvariants } from './modules/promotions/index.ts';

/** What holds of the whole database at every moment, each where its rows belong; in the order of their ids. */
export const invariants: readonly Invariant[] = [
  ...kernelInvariants,
  ...identityInvariants,
  ...menuInvariants,
  ...promotionInvariants,
  ...paymentInvariants,
  ...orderingInvariants,
  ...kitchenInvariants,
].toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
