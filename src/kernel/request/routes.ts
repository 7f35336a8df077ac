import type { FastifyInstance } from 'fastify';
import type { Services } from './context.ts';

/** Adds HTTP routes other than /graphql. Each module registers its own, with its own headers and parsers. */
export type Routes = (app: FastifyInstance, services: Services) => Promise<void>;
