import { MeasureUnit } from '../values/measure.ts';
import { registerEnumType } from './decorators.ts';

registerEnumType(MeasureUnit, {
  name: 'MeasureUnit',
  description: 'Unit that a product is sold by, and that its price is for. Every unit but PIECE is measured, to a thousandth of the unit.',
  valuesConfig: {
    PIECE: { description: 'Whole pieces, counted by `quantity`.' },
    KG: { description: 'Kilogram, which is 1000 grams.' },
    G: { description: 'Gram, 1/1000 of a kilogram.' },
    L: { description: 'Litre, which is 1000 millilitres.' },
    ML: { description: 'Millilitre, 1/1000 of a litre.' },
    M: { description: 'Metre, unit of length.' },
  },
});

export { MeasureUnit };
