import type { FastifyInstance } from 'fastify';
import type { Services } from '../kernel/context.ts';

const DEADLINE_MS = 2000;

/** `/healthz`: the process is alive. `/readyz`: it can serve, i.e. the database answers and has every migration. */
export function healthRoutes(app: FastifyInstance, services: Services, migrations: readonly string[], isStopping: () => boolean): void {
  app.get('/healthz', async (_request, reply) => reply.send({ status: 'ok' }));

  app.get('/readyz', async (_request, reply) => {
    if (isStopping()) return reply.code(503).send({ status: 'stopping' });
    const problem = await within(DEADLINE_MS, databaseProblem(services, migrations));
    return problem === null ? reply.send({ status: 'ok' }) : reply.code(503).header('retry-after', '1').send({ status: problem });
  });
}

async function databaseProblem(services: Services, migrations: readonly string[]): Promise<string | null> {
  try {
    const rows = await services.platformOrm.em.fork().execute<{ name: string }[]>('select name from mikro_orm_migrations');
    const applied = new Set(rows.map(({ name }) => name));
    return migrations.every((name) => applied.has(name)) ? null : 'migrations are pending';
  } catch {
    return 'the database does not answer';
  }
}

async function within(milliseconds: number, work: Promise<string | null>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((done) => {
    timer = setTimeout(() => done('the database does not answer'), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
