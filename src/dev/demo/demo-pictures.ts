import helmet from '@fastify/helmet';
import type { Routes } from '../../kernel/request/routes.ts';
import { demoPicture } from './demo-picture.ts';

const PATH = '/demo/:brand/:sku.svg';
const CACHED = 'public, max-age=86400';

/** `/demo/<brand>/<sku>.svg`: pictures of the demo products, for pages of any origin. */
export const demoPictureRoute: Routes = async (app) => {
  await app.register(async (scope) => {
    await scope.register(helmet, { contentSecurityPolicy: false, crossOriginEmbedderPolicy: false });
    scope.get<{ Params: { brand: string; sku: string } }>(PATH, async ({ params: { brand, sku } }, reply) => {
      const svg = demoPicture(brand, sku);
      if (svg === null) return reply.callNotFound();
      // An SVG that is opened directly is a page: the policy allows it nothing.
      void reply.header('content-security-policy', "default-src 'none'; sandbox").header('cross-origin-resource-policy', 'cross-origin');
      return reply.type('image/svg+xml').header('cache-control', CACHED).send(svg);
    });
  });
};
