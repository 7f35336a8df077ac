export const Shape = {
  CUP: 'CUP',
  GLASS: 'GLASS',
  BOWL: 'BOWL',
  BREAD: 'BREAD',
  BAG: 'BAG',
  POT: 'POT',
  PLATE: 'PLATE',
  EGG: 'EGG',
  JUG: 'JUG',
} as const;
export type Shape = (typeof Shape)[keyof typeof Shape];

interface Ink {
  readonly body: string;
  readonly dark: string;
  readonly light: string;
  /** Number of repeated details, 1 to 3. */
  readonly count: number;
}

const STROKE = 'fill="none" stroke-width="6" stroke-linecap="round"';
const times = (count: number, draw: (index: number) => string): string => Array.from({ length: count }, (_, index) => draw(index)).join('');

/** Shapes on a square of 200 units, centred at 100, 110. */
const DRAWN: Readonly<Record<Shape, { readonly hue: number; readonly draw: (ink: Ink) => string }>> = {
  CUP: {
    hue: 25,
    draw: ({ body, dark, light, count }) =>
      `<path d="M140 95h14a18 18 0 0 1 0 36h-16" stroke="${body}" ${STROKE}/><path d="M55 80h90v40a40 40 0 0 1-40 40h-10a40 40 0 0 1-40-40z" fill="${body}"/>` +
      `<ellipse cx="100" cy="82" rx="40" ry="9" fill="${dark}"/>${times(count, (index) => `<path d="M${100 + 22 * (index - (count - 1) / 2)} 62q-8-10 0-19t0-17" stroke="${light}" ${STROKE}/>`)}`,
  },
  GLASS: {
    hue: 45,
    draw: ({ body, dark, light, count }) =>
      `<path d="M112 30l-10 100" stroke="${dark}" ${STROKE}/><path d="M62 58h76l-10 106h-56z" fill="${body}"/><path d="M62 58h76l-2 20h-72z" fill="${light}"/>` +
      times(
        count,
        (index) =>
          `<rect x="${76 + 17 * index}" y="${90 + 19 * index}" width="18" height="18" rx="4" fill="${light}" transform="rotate(${15 + 30 * index} ${85 + 17 * index} ${99 + 19 * index})"/>`,
      ),
  },
  BOWL: {
    hue: 10,
    draw: ({ body, dark, light, count }) =>
      `<path d="M58 100a42 36 0 0 1 84 0z" fill="${light}"/>${times(count, (index) => `<circle cx="${82 + 18 * index}" cy="${88 - 6 * (index % 2)}" r="8" fill="${dark}"/>`)}` +
      `<path d="M40 100h120a60 60 0 0 1-120 0z" fill="${body}"/><rect x="76" y="156" width="48" height="8" rx="4" fill="${dark}"/>`,
  },
  BREAD: {
    hue: 35,
    draw: ({ body, dark, light, count }) =>
      `<path d="M45 150v-45a55 42 0 0 1 110 0v45a8 8 0 0 1-8 8h-94a8 8 0 0 1-8-8z" fill="${body}"/>${times(count, (index) => `<path d="M${72 + 24 * index} 122l12-30" stroke="${light}" ${STROKE}/>`)}` +
      `<rect x="45" y="140" width="110" height="18" rx="8" fill="${dark}"/>`,
  },
  BAG: {
    hue: 90,
    draw: ({ body, dark, light, count }) =>
      `<path d="M58 60h84l8 100h-100z" fill="${body}"/><path d="M58 42h84v22h-84z" fill="${dark}"/><circle cx="100" cy="112" r="26" fill="${light}"/>` +
      times(count, (index) => `<ellipse cx="${100 + 14 * (index - (count - 1) / 2)}" cy="112" rx="6" ry="11" fill="${dark}"/>`),
  },
  POT: {
    hue: 0,
    draw: ({ body, dark, light, count }) =>
      `<path d="M50 88h100v40a34 34 0 0 1-34 34h-32a34 34 0 0 1-34-34z" fill="${body}"/><rect x="40" y="78" width="120" height="14" rx="7" fill="${dark}"/><path d="M62 78a38 26 0 0 1 76 0z" fill="${light}"/>` +
      times(count, (index) => `<circle cx="${78 + 22 * index}" cy="126" r="7" fill="${light}"/>`),
  },
  PLATE: {
    hue: 110,
    draw: ({ body, dark, light, count }) =>
      `<circle cx="100" cy="108" r="62" fill="${light}"/><circle cx="100" cy="108" r="44" fill="${body}"/>` +
      times(count + 2, (index) => `<path d="M100 108q22-18 8-38q-22 14-8 38" fill="${dark}" transform="rotate(${(360 / (count + 2)) * index} 100 108)"/>`),
  },
  EGG: {
    hue: 50,
    draw: ({ body, dark, light, count }) =>
      `<circle cx="100" cy="108" r="62" fill="${dark}"/><path d="M66 92q14-34 44-20t30 34t-26 40t-46-12t-2-42z" fill="${light}"/>${times(count, (index) => `<circle cx="${94 + 17 * index}" cy="${100 + 14 * (index % 2)}" r="13" fill="${body}"/>`)}`,
  },
  JUG: {
    hue: 20,
    draw: ({ body, dark, light, count }) =>
      `<path d="M118 78q46-2 30 44" stroke="${dark}" ${STROKE}/><path d="M88 92l-42-26" stroke="${body}" ${STROKE}/><circle cx="100" cy="124" r="40" fill="${body}"/><path d="M90 40h20l8 58h-36z" fill="${dark}"/>` +
      times(count, (index) => `<path d="M${72 + 10 * index} ${116 + 10 * index}h${56 - 20 * index}" stroke="${light}" ${STROKE}/>`),
  },
};

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A picture of a product as SVG of less than a kilobyte: the category decides the shape, the SKU decides colours and details. */
export function drawPicture(shape: Shape, { sku, name }: { readonly sku: string; readonly name: string }): string {
  const number = [...sku].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7);
  const { hue, draw } = DRAWN[shape];
  const shade = (lightness: number, saturation = 55): string => `hsl(${(hue + (number % 60) + 330) % 360} ${saturation}% ${lightness}%)`;
  const ink = { body: shade(42 + 4 * (Math.floor(number / 180) % 3)), dark: shade(28), light: shade(78), count: 1 + (Math.floor(number / 60) % 3) };
  const title = name.replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200"><title>${title}</title><rect width="200" height="200" fill="${shade(93, 60)}"/>${draw(ink)}</svg>`;
}

/** Path of the picture of a demo product. */
export function picturePath(brand: string, sku: string): string {
  return `/demo/${brand}/${sku}.svg`;
}
