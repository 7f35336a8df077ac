import { registerEnumType } from 'type-graphql';
import { MeasureUnit } from './measure.ts';

registerEnumType(MeasureUnit, {
  name: 'MeasureUnit',
  description: 'By what a product is sold, and what its price is for one of. Anything but PIECE is measured, to a thousandth of the unit.',
  valuesConfig: {
    PIECE: { description: 'Whole pieces, counted by `quantity`.' },
    KG: { description: 'Kilograms.' },
    G: { description: 'Grams.' },
    L: { description: 'Litres.' },
    ML: { description: 'Millilitres.' },
    M: { description: 'Metres.' },
  },
});

export { MeasureUnit };
