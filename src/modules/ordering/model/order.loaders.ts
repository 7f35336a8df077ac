import { byId } from '../../../kernel/request/per-em.ts';
import { shownRows } from '../../../kernel/request/shown-rows.ts';
import { Order, OrderLine } from './order.entity.ts';

/** Orders and lines by id, for objects whose reach was checked already. */
export const ordersById = byId(Order);
export const linesById = byId(OrderLine);

/** Lines by order, to be shown. */
export const orderLines = shownRows(OrderLine, 'order', ['position']);
