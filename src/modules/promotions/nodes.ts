import { type NodeKinds, nodeKind } from '../../kernel/request/nodes.ts';
import { Promotion, PromotionCode } from './model/promotion.entity.ts';

export const promotionNodes: NodeKinds = [
  nodeKind({
    typeName: 'Promotion',
    name: 'Promotion',
    entity: Promotion,
    permission: 'READ_PROMOTIONS',
    rows: { from: 'promotion n', outlets: 'n.outlet_ids' },
  }),
  nodeKind({
    typeName: 'PromotionCode',
    name: 'Promotion code',
    entity: PromotionCode,
    permission: 'MANAGE_PROMOTIONS',
    rows: { from: 'promotion_code n join promotion p on p.tenant_id = n.tenant_id and p.id = n.promotion_id', outlets: 'p.outlet_ids' },
  }),
];
