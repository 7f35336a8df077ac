import type { FastifyInstance } from 'fastify';
import type { Services } from './context.ts';

/** Adds addresses beside /graphql; each module those of its own. Its headers and parsers are its own, too. */
export type Routes = (app: FastifyInstance, services: Services) => Promise<void>;
