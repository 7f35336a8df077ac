import type { FastifyInstance } from 'fastify';

/** Draws the picture of a demo product; null: there is no such product. */
export type DemoPicture = (brand: string, sku: string) => string | null;

const PATH = '/demo/:brand/:sku.svg';
const CACHED = 'public, max-age=86400';

/** `/demo/<brand>/<sku>.svg`: pictures of the demo products, for pages of any origin. */
export function demoPictureRoute(app: FastifyInstance, picture: DemoPicture): void {
  app.get<{ Params: { brand: string; sku: string } }>(PATH, async ({ params: { brand, sku } }, reply) => {
    const svg = picture(brand, sku);
    if (svg === null) return reply.callNotFound();
    // Opened by itself, an SVG is a page: it may do nothing.
    void reply.header('content-security-policy', "default-src 'none'; sandbox").header('cross-origin-resource-policy', 'cross-origin');
    return reply.type('image/svg+xml').header('cache-control', CACHED).send(svg);
  });
}
