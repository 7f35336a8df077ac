import { ormOptions } from './src/kernel/database/orm.ts';
import { entities } from './src/modules.ts';

/** For MikroORM's own tools; the server builds the same from its configuration (src/config.ts). */
export default ormOptions({ url: process.env.DATABASE_MIGRATION_URL ?? 'postgres://127.0.0.1/dapur', entities, poolSize: 2 });
