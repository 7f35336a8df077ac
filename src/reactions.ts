import type { Reactions } from './kernel/request/reactions.ts';
import { recordAudit } from './modules/audit/index.ts';
import { fireTickets, reportUnserved, serveTickets, voidTickets } from './modules/kitchen/index.ts';
import { menuChanged, requireRouted } from './modules/menu/index.ts';
import { applyPayments, restockRefunded } from './modules/ordering/index.ts';
import { closePayable, openPayable, requireClosedDrawer } from './modules/payments/index.ts';
import { returnUses } from './modules/promotions/index.ts';

/** The only table that connects events of one module with use cases of others. Every reaction runs in the transaction of its event. */
export const reactions: Reactions = {
  audited: [recordAudit],
  'device.moved': [requireClosedDrawer],
  'menu.changed': [menuChanged],
  'station.archived': [requireRouted],
  'order.placed': [openPayable],
  'order.confirmed': [fireTickets],
  'order.served': [serveTickets],
  'order.completed': [serveTickets],
  'order.unserved': [reportUnserved],
  'order.cancelled': [voidTickets, closePayable, returnUses],
  'payment.changed': [applyPayments],
  'refund.succeeded': [restockRefunded],
};
