import { parseArgs } from 'node:util';

export interface Options {
  /** Null: the program starts its own server. */
  readonly url: string | null;
  readonly admin: { readonly username: string; readonly password: string };
  readonly databaseUrl: string | null;
  readonly clients: number;
  readonly orders: number;
  readonly resume: boolean;
  readonly slug: string;
  readonly dataDir: string;
  readonly report: string | null;
}

export interface Defaults {
  readonly slug: string;
  readonly dataDir: string;
  readonly orders: number;
}

/** The platform user of the demo data, which an own server has. */
const DEMO_ADMIN = 'admin:dapur-demo';

/** Reads the command line; throws with a one-line message. */
export function readOptions(args: string[], defaults: Defaults): Options {
  const { values } = parseArgs({
    args,
    options: {
      url: { type: 'string' },
      admin: { type: 'string', default: DEMO_ADMIN },
      'database-url': { type: 'string' },
      clients: { type: 'string', default: '8' },
      orders: { type: 'string', default: String(defaults.orders) },
      resume: { type: 'boolean', default: false },
      slug: { type: 'string', default: defaults.slug },
      'data-dir': { type: 'string', default: defaults.dataDir },
      report: { type: 'string' },
    },
  });
  const [username = '', ...password] = values.admin.split(':');
  if (username === '' || password.length === 0) throw new Error('--admin must have the form user:password.');
  return {
    url: values.url?.replace(/\/+$/, '') ?? null,
    admin: { username, password: password.join(':') },
    databaseUrl: values['database-url'] ?? null,
    clients: positive('clients', values.clients),
    orders: positive('orders', values.orders),
    resume: values.resume,
    slug: values.slug,
    dataDir: values['data-dir'],
    report: values.report ?? null,
  };
}

function positive(name: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`--${name} must be a whole number of at least 1.`);
  return Number(text);
}
