import type { FastifyInstance } from 'fastify';
import { withTimeout } from '../../kernel/concurrency/with-timeout.ts';
import type { Services } from '../../kernel/request/context.ts';
import { makeWriteProbe } from './write-probe.ts';

const DEADLINE_MS = 2000;
const NO_ANSWER = 'the database does not answer';

/** `/healthz`: the process is alive. `/readyz`: it can serve, i.e. the database answers, has every migration and can be written to. */
export function healthRoutes(app: FastifyInstance, services: Services, migrations: readonly string[], isStopping: () => boolean): void {
  const writeProblem = makeWriteProbe(services);
  app.get('/healthz', async (_request, reply) => reply.send({ status: 'ok' }));

  app.get('/readyz', async (_request, reply) => {
    if (isStopping()) return reply.code(503).send({ status: 'stopping' });
    const problem = await withTimeout(DEADLINE_MS, problemOf(), () => NO_ANSWER);
    return problem === null ? reply.send({ status: 'ok' }) : reply.code(503).header('retry-after', '1').send({ status: problem });
  });

  async function problemOf(): Promise<string | null> {
    const [database, writing] = await Promise.all([databaseProblem(services, migrations), writeProblem()]);
    return database ?? writing;
  }
}

async function databaseProblem(services: Services, migrations: readonly string[]): Promise<string | null> {
  try {
    // On both pools: each has its own circuit breaker.
    const [rows] = await Promise.all([
      services.platformOrm.em.fork().execute<{ name: string }[]>('select name from mikro_orm_migrations'),
      services.orm.em.fork().execute('select 1'),
    ]);
    const applied = new Set(rows.map(({ name }) => name));
    return migrations.every((name) => applied.has(name)) ? null : 'migrations are pending';
  } catch {
    return NO_ANSWER;
  }
}
