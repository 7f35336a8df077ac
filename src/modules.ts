// Before any decorated class is loaded.
import 'reflect-metadata';
import type { Invariant } from './kernel/check-invariants.ts';
import { kernelModule } from './kernel/kernel-module.ts';
import type { MailTexts } from './kernel/mail/rendered-mail.ts';
import type { Module } from './kernel/module.ts';
import type { NodeKinds } from './kernel/request/nodes.ts';
import { auditModule } from './modules/audit/index.ts';
import { deliveryModule } from './modules/delivery/index.ts';
import { identityModule } from './modules/identity/index.ts';
import { kitchenModule } from './modules/kitchen/index.ts';
import { menuModule } from './modules/menu/index.ts';
import { orderingModule } from './modules/ordering/index.ts';
import { paymentModule } from './modules/payments/index.ts';
import { promotionModule } from './modules/promotions/index.ts';
import { taxModule } from './modules/tax/index.ts';
import { tenancyModule } from './modules/tenancy/index.ts';

/** Every module, lower ones first: all that there is of the product. */
export const modules: readonly Module[] = [
  kernelModule,
  tenancyModule,
  identityModule,
  taxModule,
  menuModule,
  auditModule,
  deliveryModule,
  promotionModule,
  paymentModule,
  orderingModule,
  kitchenModule,
];

/** Every table of the database. */
export const entities = modules.flatMap((module) => module.entities);

/** Every kind of object that is found by its id alone. Ids that clients choose come last: one may be what something else has. */
export const nodes: NodeKinds = modules
  .flatMap((module) => module.nodes ?? [])
  .toSorted((a, b) => Number(a.clientsChooseIds ?? false) - Number(b.clientsChooseIds ?? false));

/** What holds of the whole database at every moment, each where its rows belong; in the order of their ids. */
export const invariants: readonly Invariant[] = modules
  .flatMap((module) => module.invariants ?? [])
  .toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));

export const mailTexts: MailTexts = Object.assign({}, ...modules.map((module) => module.mails ?? {}));

/** What is kept for a time only. */
export const retention = modules.flatMap((module) => module.retention ?? []);
