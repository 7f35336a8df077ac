import { type FieldPath, UserFailure } from '../../../kernel/values/errors.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import { type Order, OrderLine } from './order.entity.ts';
import { readSnapshot } from './pricing-snapshot.ts';

/** The lines of an archived order as clients see them: one with all that they sum to, because a bill without lines would be wrong. Null: they are here. */
export function archivedLines(order: Order): readonly OrderLine[] | null {
  return order.linesArchivedAt ? [standIn(order)] : null;
}

/** The lines that a part of an order is named by. @throws INVALID_TRANSITION when they are archived */
export function requireLines({ status, number, linesArchivedAt }: Order, field: FieldPath): void {
  if (!linesArchivedAt) return;
  throw new UserFailure('INVALID_TRANSITION', `The lines of the order ${number} are archived. An operator can restore them from the archive.`, {
    field,
    details: { status, linesArchivedAt: linesArchivedAt.toISOString() },
  });
}

function standIn(order: Order): OrderLine {
  const { subtotal, discount, serviceCharge, tax } = order;
  const { deliveryTax, packagingTax } = readSnapshot(order);
  const id = derivedId('archived lines', order.id);
  const line = {
    id,
    order: { id: order.id, loadOrFail: () => Promise.resolve(order) },
    position: -1,
    product: { id, load: () => Promise.resolve(null) },
    productName: 'Archived lines',
    sku: '',
    quantity: 1,
    measure: null,
    measureUnit: 'PIECE',
    measurePrice: null,
    unitPrice: subtotal,
    menuPrice: null,
    total: subtotal,
    discount,
    serviceCharge,
    tax: tax - deliveryTax - packagingTax,
    modifiers: [],
    notes: null,
    voided: false,
  };
  return Object.assign(Object.create(OrderLine.prototype) as OrderLine, line as unknown as Partial<OrderLine>);
}
