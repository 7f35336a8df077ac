import { type NodeKinds, nodeKind } from '../../kernel/request/nodes.ts';
import { ModifierGroup, ModifierOption } from './model/modifier.entity.ts';
import { Category, Product } from './model/product.entity.ts';
import { StockMovement } from './model/stock-movement.entity.ts';

/** The outlet whose own product a modifier group belongs to, as `o.outlet_id`; null: the group belongs to no outlet's own product. */
const OWNER = `left join lateral (
  select p.outlet_id from product_modifier_group l join product p on p.tenant_id = l.tenant_id and p.id = l.product_id
  where l.tenant_id = g.tenant_id and l.group_id = g.id and g.owned_by_product limit 1) o on true`;
const OWN_OUTLET = 'case when o.outlet_id is not null then array[o.outlet_id] end';

export const menuNodes: NodeKinds = [
  nodeKind({ typeName: 'Category', name: 'Category', entity: Category, permission: 'READ_CATALOGUE', rows: { from: 'category n' } }),
  nodeKind({
    typeName: 'Product',
    name: 'Product',
    entity: Product,
    permission: 'READ_CATALOGUE',
    rows: { from: 'product n', outlets: 'case when n.outlet_id is not null then array[n.outlet_id] end' },
  }),
  nodeKind({
    typeName: 'ModifierGroup',
    name: 'Modifier group',
    entity: ModifierGroup,
    permission: 'READ_CATALOGUE',
    rows: { from: `(select g.tenant_id, g.id, o.outlet_id from modifier_group g ${OWNER}) n`, outlets: OWN_OUTLET.replaceAll('o.', 'n.') },
  }),
  nodeKind({
    typeName: 'ModifierOption',
    name: 'Option',
    entity: ModifierOption,
    permission: 'READ_CATALOGUE',
    rows: { from: `modifier_option n join modifier_group g on g.tenant_id = n.tenant_id and g.id = n.group_id ${OWNER}`, outlets: OWN_OUTLET },
  }),
  nodeKind({
    typeName: 'StockMovement',
    name: 'Stock movement',
    entity: StockMovement,
    permission: 'SET_AVAILABILITY',
    rows: { from: 'stock_movement n', outlets: 'array[n.outlet_id]' },
  }),
];
