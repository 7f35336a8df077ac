import pg from 'pg';
import { StartupError } from '../values/startup-error.ts';
import { guardProtocol } from './guard-protocol.ts';
import { connectionOptions, SERVER_DEADLINES } from './orm.ts';
import { inspectPooler, type Pooler } from './pooler.ts';

/** The roles of a Dapur database. The server connects as the first three; the last one is for pg_dump. */
export const roleNames = { owner: 'dapur_owner', runtime: 'dapur_runtime', platform: 'dapur_platform', backup: 'dapur_backup' } as const;
export type RolePasswords = { readonly [R in keyof typeof roleNames]: string };

/** Tables of the platform's users: the runtime role has no rights on them. */
const PLATFORM_TABLES = ['platform_user', 'platform_session', 'platform_refresh_token', 'server_secret', 'tenant_move'];

/** Rows of these tables never change: no role of the server may update or delete them. */
const APPEND_ONLY_TABLES = ['audit_entry', 'stock_movement', 'event'];

/** Partition that is swept row by row, by the platform role. Other partitions are entered through their table only. */
const SWEPT_PARTITION = 'event_other';

/** Functions that define tables: the platform role calls them, the runtime role may not. */
const DEFINING_FUNCTIONS = ['make_event_partition(text)', 'add_event_partition(date)', 'drop_event_partitions(timestamptz)'];

/** Creates the roles and the database as superuser; a database that exists stays. Used for the embedded server. */
export async function createRoles(superuserUrl: string, database: string, passwords: RolePasswords): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    const { rows } = await client.query<{ rolname: string }>('select rolname from pg_roles where rolname = any($1)', [Object.values(roleNames)]);
    const existing = new Set(rows.map((row) => row.rolname));
    for (const [role, name] of Object.entries(roleNames) as [keyof typeof roleNames, string][]) {
      const rights = role === 'platform' || role === 'backup' ? 'bypassrls' : 'nobypassrls';
      const verb = existing.has(name) ? 'alter' : 'create';
      await client.query(`${verb} role ${name} login nosuperuser nocreatedb nocreaterole ${rights} password ${client.escapeLiteral(passwords[role])}`);
    }
    // Reads every table and sequence, of later releases too; forced row-level security stops the owner, and missing rights the platform role.
    await client.query(`grant pg_read_all_data to ${roleNames.backup}`);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)} owner ${roleNames.owner}`);
  });
}

/** Tables and functions of the schema that another owner has put there stay as they are: an extension's view, a foreign table. */
const OWN = `relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') and pg_has_role(relowner, 'USAGE')`;
const OWN_TABLES = `${OWN} and not relispartition`;
const OWN_FUNCTIONS = `pronamespace = 'public'::regnamespace and pg_has_role(proowner, 'USAGE')`;

/**
 * Gives the runtime and the platform role their rights on all tables and functions of the owner: on rows, not on
 * definitions. The runtime role gets no rights on the platform's users. Repeatable, run after each migration.
 */
export async function grantPrivileges(ownerUrl: string, runtimeRole: string, platformRole: string): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    const runtime = client.escapeIdentifier(runtimeRole);
    const platform = client.escapeIdentifier(platformRole);
    const tables = await namesOf(client, `select oid::regclass::text as name from pg_class where ${OWN_TABLES} order by 1`);
    const partitions = await namesOf(client, `select oid::regclass::text as name from pg_class where ${OWN} and relispartition order by 1`);
    const functions = await namesOf(client, `select oid::regprocedure::text as name from pg_proc where ${OWN_FUNCTIONS} order by 1`);
    await client.query(`
      grant usage on schema public to ${runtime}, ${platform};
      grant select, insert, update, delete on ${tables} to ${runtime}, ${platform};
      grant execute on routine ${functions} to ${runtime}, ${platform};
      revoke all on ${PLATFORM_TABLES.map((table) => client.escapeIdentifier(table)).join(', ')} from ${runtime};
      revoke update, delete on ${APPEND_ONLY_TABLES.map((table) => client.escapeIdentifier(table)).join(', ')} from ${runtime}, ${platform};
      revoke insert, update, delete on mikro_orm_migrations from ${runtime}, ${platform};
      revoke all on ${partitions} from ${runtime}, ${platform};
      grant select, delete on ${SWEPT_PARTITION} to ${platform};
      revoke execute on function ${DEFINING_FUNCTIONS.join(', ')} from ${runtime};
    `);
  });
}

/** The names that a catalogue query finds, quoted and with commas between them. */
async function namesOf(client: pg.Client, text: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(text);
  return rows.map(({ name }) => name).join(', ');
}

/**
 * Whether the runtime role can read every table that it needs, and delete nowhere where it must not: a start that was cut short,
 * or one of the release before, may have left it with other rights.
 */
export async function hasPrivileges(ownerUrl: string, runtimeRole: string): Promise<boolean> {
  return withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ lacking: number }>(
      `select count(*)::int as lacking from pg_class where ${OWN_TABLES} and relname <> all($2)
         and (not has_table_privilege($1, oid, 'select') or relname = any($3) and has_table_privilege($1, oid, 'delete'))`,
      [runtimeRole, PLATFORM_TABLES, APPEND_ONLY_TABLES],
    );
    return rows[0]?.lacking === 0;
  });
}

/**
 * Checks both roles: row-level security must bind the runtime role, and the platform role must bypass it. Connects as the
 * server itself does, so that a pooler which refuses its connections is found. Returns what stands before the database.
 * @throws StartupError saying which role or pooler is wrong and why.
 */
export async function checkRoles(runtimeUrl: string, platformUrl: string): Promise<{ readonly runtime: Pooler; readonly platform: Pooler }> {
  const inspected = async (url: string, what: string, check: (client: pg.Client) => Promise<void>): Promise<Pooler> => {
    await withClient(url, check, what, connectionOptions());
    return inspectPooler((work) => withClient(url, work, what, connectionOptions()), what);
  };
  const runtime = await inspected(runtimeUrl, 'DATABASE_URL', checkRuntimeRole);
  return { runtime, platform: await inspected(platformUrl, 'DATABASE_PLATFORM_URL', checkPlatformRole) };
}

async function checkRuntimeRole(client: pg.Client): Promise<void> {
  const role = await roleFacts(client);
  if (role.mayBypass)
    throw new StartupError(`DATABASE_URL: the role ${role.name} bypasses row-level security; use a role with neither SUPERUSER nor BYPASSRLS.`);
  if (role.owns > 0) throw new StartupError(`DATABASE_URL: the role ${role.name} owns tables; use a runtime role that owns nothing.`);
  await refuseLeakedTenant(client);
  const open = await client.query('select count(*) from tenant').then(
    () => true,
    () => false,
  );
  if (open) throw new StartupError('DATABASE_URL: tenants can be read without a tenant being set; row-level security is not in force.');
}

/** Another program has set a tenant for as long as a shared connection lives: the next client of that connection would read its rows. */
async function refuseLeakedTenant(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ tenant: string | null }>("select current_setting('app.tenant_id', true) as tenant");
  if (rows[0]?.tenant)
    throw new StartupError(
      'DATABASE_URL: a new connection has a tenant already: another program sets app.tenant_id for a whole session of the pooler. Give that program a pool of its own, and close the connections of this one (RECONNECT).',
    );
}

async function checkPlatformRole(client: pg.Client): Promise<void> {
  const role = await roleFacts(client);
  if (role.superuser) throw new StartupError(`DATABASE_PLATFORM_URL: the role ${role.name} is a superuser; use a role with BYPASSRLS only.`);
  if (!role.bypasses) throw new StartupError(`DATABASE_PLATFORM_URL: the role ${role.name} needs BYPASSRLS.`);
}

/**
 * Requires a role that sees the rows of all tenants.
 * @param what names the connection in the StartupError
 */
export async function requireBypass(client: pg.Client, what: string): Promise<void> {
  const { name, superuser, bypasses } = await roleFacts(client);
  if (!superuser && !bypasses)
    throw new StartupError(`${what}: the role ${name} sees one tenant at a time; give the URL of a role with BYPASSRLS as DATABASE_PLATFORM_URL.`);
}

/** How far a standby is behind its primary, in seconds; null: this is the primary. */
export async function secondsBehind(client: pg.Client): Promise<number | null> {
  const { rows } = await client.query<{ behind: number | null }>(
    `select case when pg_is_in_recovery() then
       case when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
         else coalesce(extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()), 0) end end::float8 as behind`,
  );
  return rows[0]?.behind ?? null;
}

interface RoleAttributes {
  readonly name: string;
  readonly superuser: boolean;
  readonly bypasses: boolean;
  /** The role bypasses row-level security itself, or is a member of a role that does. */
  readonly mayBypass: boolean;
  /** Number of tables that the role owns, itself or as a member of their owner. */
  readonly owns: number;
}

async function roleFacts(client: pg.Client): Promise<RoleAttributes> {
  const { rows } = await client.query<RoleAttributes>(
    `select rolname as name, rolsuper as superuser, rolbypassrls as bypasses,
            exists (select from pg_roles m where (m.rolsuper or m.rolbypassrls) and pg_has_role(r.oid, m.oid, 'MEMBER')) as "mayBypass",
            (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where pg_has_role(r.oid, c.relowner, 'MEMBER') and n.nspname = 'public' and c.relkind in ('r', 'p')) as owns
     from pg_roles r where rolname = current_user`,
  );
  return rows[0] as RoleAttributes;
}

/**
 * Opens a connection, runs `work` with it and closes it.
 * @param what names the connection in the StartupError that is thrown when the server cannot be reached; its URL is shown
 * without the password
 * @param options what the connection asks for; by default nothing, as programs do
 */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>, what = 'database', options: pg.ClientConfig = {}): Promise<T> {
  const client = new pg.Client({ connectionString: url, ...options, connectionTimeoutMillis: 5000 });
  guardProtocol(client as unknown as Parameters<typeof guardProtocol>[0]);
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    const reason = (error as Error).message || (error as { code?: string }).code || 'cannot be reached';
    const remedy = REFUSED_PARAMETER.test(reason) ? `. Let the pooler drop them: ignore_startup_parameters = ${SERVER_DEADLINES.join(',')}` : '';
    throw new StartupError(`${what}: ${withoutPassword(url)}: ${reason.split('\n')[0]}${remedy}`);
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** PgBouncer refuses a connection that asks for more than it knows. */
const REFUSED_PARAMETER = /unsupported startup parameter/;

export function roleOf(url: string): string {
  return decodeURIComponent(new URL(url).username);
}

function withoutPassword(url: string): string {
  try {
    const { protocol, username, host, pathname } = new URL(url);
    return `${protocol}//${username}@${host}${pathname}`;
  } catch {
    return 'the database URL';
  }
}
