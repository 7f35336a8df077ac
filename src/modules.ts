// Before any decorated class is loaded.
import 'reflect-metadata';
import type { ArchivedTable } from './kernel/archived-table.ts';
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

/** Every module of the product, lower ones first. */
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

/** Every kind of object that is found by its id alone. Kinds whose ids clients choose come last: such an id may equal the id of another object. */
export const nodes: NodeKinds = modules
  .flatMap((module) => module.nodes ?? [])
  .toSorted((a, b) => Number(a.clientsChooseIds ?? false) - Number(b.clientsChooseIds ?? false));

/** The invariants of all modules, in the order of their ids. */
export const invariants: readonly Invariant[] = modules
  .flatMap((module) => module.invariants ?? [])
  .toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));

export const mailTexts: MailTexts = Object.assign({}, ...modules.map((module) => module.mails ?? {}));

/** Tables whose rows are archived with their order, in the order in which they refer to each other. */
export const archived: readonly ArchivedTable[] = modules.flatMap((module) => module.archived ?? []);

/** Rows that are deleted after a time. */
export const retention = modules.flatMap((module) => module.retention ?? []);
