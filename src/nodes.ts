import 'reflect-metadata';
import type { NodeKinds } from './kernel/request/nodes.ts';
import { auditNodes } from './modules/audit/index.ts';
import { identityNodes } from './modules/identity/index.ts';
import { kitchenNodes } from './modules/kitchen/index.ts';
import { menuNodes } from './modules/menu/index.ts';
import { orderingNodes } from './modules/ordering/index.ts';
import { paymentNodes } from './modules/payments/index.ts';
import { promotionNodes } from './modules/promotions/index.ts';
import { taxNodes } from './modules/tax/index.ts';
import { tenancyNodes } from './modules/tenancy/index.ts';

/** Every kind of thing that is found by its id alone. Orders come last: clients choose their ids, and may choose one that something else has. */
export const nodes: NodeKinds = [
  ...tenancyNodes,
  ...identityNodes,
  ...taxNodes,
  ...menuNodes,
  ...auditNodes,
  ...promotionNodes,
  ...paymentNodes,
  ...kitchenNodes,
  ...orderingNodes,
];
