import { type NodeKinds, nodeKind } from '../../kernel/request/nodes.ts';
import { TaxRegime } from './tax-regime.entity.ts';

export const taxNodes: NodeKinds = [
  nodeKind({ typeName: 'TaxRegime', name: 'Tax regime', entity: TaxRegime, permission: 'READ_TAX_REGIMES', rows: { from: 'tax_regime n' } }),
];
