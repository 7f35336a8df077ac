import { demoBrands } from './demo.ts';
import { drawPicture } from './picture.ts';

/** The picture of a demo product; null: there is no such product. */
export function demoPicture(slug: string, sku: string): string | null {
  const brand = demoBrands.find(({ tenant }) => tenant.slug === slug);
  for (const { picture, products } of brand?.categories ?? []) {
    const product = products.find((one) => one.sku === sku);
    if (product) return drawPicture(picture, product);
  }
  return null;
}
