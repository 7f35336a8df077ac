import {
  acceptedKeys,
  cellAddresses,
  cellName,
  choice,
  days,
  fastPaths,
  faults,
  flag,
  orNull,
  postgresUrl,
  proxies,
  seconds,
  shaped,
  signingKey,
  smtpUrl,
  text,
  url,
  vaultKeys,
  webOrigins,
  whole,
} from './config-values.ts';

/**
 * Every variable of the environment, by the name that it has in the configuration: `maxSockets` is MAX_SOCKETS. What
 * docs/operate.md and .env.example say of them is made from this file by `npm run config:docs`.
 *
 * `description` is Markdown for the operator. `byDefault` tells a default that depends on other variables. `example`
 * is the value in .env.example where the default is none.
 */
const place = {
  nodeEnv: choice(['development', 'production', 'test']).default('development').meta({
    description:
      '`production`: no Sandbox, no GraphiQL, no introspection, no demo, no embedded database. `development` on your own database: what is open on a laptop is closed until it is switched on',
    byDefault: '`development`; must be set with `DATABASE_URL`',
    example: 'production',
  }),
  host: text.default('127.0.0.1').meta({ description: 'address that the server listens on' }),
  port: whole(0, 65_535).default(4000).meta({ description: 'port that the server listens on; `0`: any free one' }),
  dataDir: text
    .default('.data')
    .meta({ description: 'folder of the embedded PostgreSQL, its log and secrets; on a disk of this machine, for one server at a time' }),
  publicUrl: orNull(url).meta({
    description: 'where this server is known outside: payment providers send notifications there, pictures of its own are found there',
    example: 'https://pay.example.com',
  }),
  trustProxy: proxies
    .default(0)
    .meta({ description: 'how many proxies stand in front, each adding an address to `X-Forwarded-For`; `on` is one', byDefault: '`off`', example: 'off' }),
  corsOrigins: webOrigins.default([]).meta({
    description: 'web origins that may call; sockets from browsers too. Pages of the address of the server and of `PUBLIC_URL` always may',
    byDefault: 'any if embedded, else none',
    example: 'https://pos.example.com,https://kiosk.example.com',
  }),
  introspection: orNull(flag).meta({
    description: 'whether clients may read the schema; outside production the Sandbox at `/` and GraphiQL go with it',
    byDefault: '`on` if embedded',
    example: 'on',
  }),
  logLevel: choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .meta({ description: 'structured logs on standard output, with request ids, without secrets' }),
};

const database = {
  databaseUrl: orNull(postgresUrl).meta({
    description: 'runtime role of your own PostgreSQL 18; must not bypass row-level security, checked at start',
    example: 'postgres://dapur_runtime:password@127.0.0.1:5432/dapur',
  }),
  databasePlatformUrl: orNull(postgresUrl).meta({
    description: 'role with `BYPASSRLS`, for work across tenants; needed beside `DATABASE_URL`',
    example: 'postgres://dapur_platform:password@127.0.0.1:5432/dapur',
  }),
  databaseMigrationUrl: orNull(postgresUrl).meta({
    description: 'owner role; if set, the start migrates, else `npm run migrate` does',
    example: 'postgres://dapur_owner:password@127.0.0.1:5432/dapur',
  }),
  databasePool: whole(2, 100).default(16).meta({ description: 'connections per node' }),
  redisUrl: orNull(shaped(/^rediss?:\/\/.+/, 'redis://host:6379')).meta({
    description: 'hints between nodes; without it the changes of other nodes are found within a second',
    example: 'redis://127.0.0.1:6379',
  }),
  pollMilliseconds: whole(50, 1000, 'ms').default(500).meta({ description: 'how often changes of other nodes are looked for when no hint comes' }),
};

const cells = {
  cell: orNull(cellName).meta({
    description: 'name of the cell that this node serves ([scaling.md](scaling.md)); needed beside `DIRECTORY_URL`. Without: one cell, and no directory',
    example: 'a',
  }),
  cellUrls: cellAddresses.default(new Map()).meta({
    description: 'public address of each cell, the same at all nodes: clients of another cell’s brand are sent there',
    example: 'a=https://a.example.com,b=https://b.example.com',
  }),
  directoryUrl: orNull(postgresUrl).meta({
    description: 'the small database that says which cell serves a brand; its table is made by the first start',
    example: 'postgres://dapur_directory:password@127.0.0.1:5432/directory',
  }),
  targetDatabaseUrl: orNull(postgresUrl).meta({
    description: 'owner role of the database that `npm run move-tenant` moves a brand to; the server does not read it',
    example: 'postgres://dapur_owner:password@127.0.0.2:5432/dapur',
  }),
};

const keys = {
  jwtPrivateKey: orNull(signingKey).meta({
    description:
      'signs access tokens: PKCS #8 PEM of an Ed25519 key (`openssl genpkey -algorithm ed25519`), the same on all nodes; line breaks may be written as `\\n`; needed with `NODE_ENV=production`',
    byDefault: 'kept in `DATA_DIR`',
    example: '"-----BEGIN PRIVATE KEY-----\\n…\\n-----END PRIVATE KEY-----\\n"',
  }),
  jwtAcceptedKeys: acceptedKeys.default([]).meta({
    description:
      'further Ed25519 keys, PEMs one after the other, public or private: their access tokens are accepted, and they are published at `/.well-known/jwks.json`, while keys are changed ([security.md](security.md))',
    example: '"-----BEGIN PUBLIC KEY-----\\n…\\n-----END PUBLIC KEY-----\\n"',
  }),
  credentialsKeys: orNull(vaultKeys).meta({
    description:
      'seal the secrets of payment accounts: newest first, each key 32 bytes in base64 (`openssl rand -base64 32`), the same on all nodes; needed with `NODE_ENV=production`',
    byDefault: 'kept in `DATA_DIR`',
    example: 'one:…',
  }),
  accessTokenSeconds: seconds.default(900).meta({ description: 'life of an access token' }),
  refreshTokenSeconds: seconds.default(days(7)).meta({ description: 'life of a refresh token, so how long a session may go unused' }),
  rememberMeSeconds: seconds.default(days(30)).meta({ description: 'the same where the person asked to be remembered' }),
  sessionSeconds: seconds.default(days(90)).meta({ description: 'how long a sign-in lasts at most, however often it is refreshed' }),
};

const limits = {
  maxSockets: whole(1, 1_000_000).default(12_500).meta({ description: 'open WebSockets per node; guests have half of them at most' }),
  maxSocketsPerTenant: whole(1, 1_000_000).default(10_000).meta({ description: 'open WebSockets of one brand on a node; guests have half of them at most' }),
  maxSocketsPerAddress: orNull(whole(1, 1_000_000)).meta({
    description: 'open WebSockets of one address (of IPv6 its /64); together with `MAX_REQUESTS_PER_ADDRESS` the bound of its connections, from the first byte',
    byDefault: '1,000, any from private networks',
    example: '1000',
  }),
  maxRequestsPerAddress: orNull(whole(1, 1_000_000)).meta({
    description: 'HTTP requests of one address that are under way',
    byDefault: '500, any from private networks',
    example: '500',
  }),
  maxDevicesPerOutlet: whole(1, 10_000).default(50).meta({ description: 'devices of an outlet that are not revoked; twice as many may be made in an hour' }),
  requestSeconds: whole(1, 120, 's').default(15).meta({ description: 'how long a request may take to arrive' }),
  keepAliveSeconds: whole(1, 3600, 's').default(80).meta({
    description: 'how long a connection waits for its next request; more than the idle timeout of what stands in front ([below](#load-balancers))',
  }),
  drainSeconds: whole(0, 120, 's').default(0).meta({
    description: 'how long a node that was told to stop goes on serving, so that the load balancer sees it at `/readyz` first ([below](#load-balancers))',
    example: '10',
  }),
  costPerMinuteClient: whole(0, 1_000_000_000)
    .default(600_000)
    .meta({ description: 'points that a client (user, device, network of guests) may spend; `0`: any number' }),
  costPerMinuteTenant: whole(0, 1_000_000_000).default(6_000_000).meta({ description: 'points that a brand may spend; `0`: any number' }),
  trustedDocuments: orNull(text).meta({
    description: 'a JSON file `{ "sha256:<hex>": "document" }` that clients name by `documentId`',
    example: 'documents.json',
  }),
  trustedDocumentsOnly: flag.default(false).meta({ description: '`on`: nothing but trusted documents is executed' }),
};

const feeds = {
  heartbeatMilliseconds: whole(50, 14_000, 'ms').default(12_000).meta({ description: 'how often a silent feed says that it is alive' }),
  eventRetentionHours: whole(48, 10_000, 'h').default(72).meta({ description: 'how long events can be replayed' }),
};

const mail = {
  smtpUrl: orNull(smtpUrl).meta({
    description:
      'where mails go (or `smtp://…:587?requireTLS=true`). Without: files in `<DATA_DIR>/mails`, and on the embedded database their links in the log; with `NODE_ENV=production` no mail goes out',
    example: 'smtps://user:password@host:465',
  }),
  mailFrom: orNull(shaped(/^([^\r\n<>]{0,100}<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, 'Dapur <no-reply@example.com>')).meta({
    description: 'sender of mails; needed beside `SMTP_URL`',
    example: '"Dapur <no-reply@example.com>"',
  }),
  mailDeadlineMilliseconds: whole(100, 60_000, 'ms').default(20_000).meta({ description: 'how long handing over one mail may take' }),
  accountUrl: orNull(url).meta({
    description:
      'the page that people of a tenant sign in at: mails link to `confirm-sign-up`, `reset-password` and `confirm-email-change` below it, `?tenant=<slug>#token=<token>`; without it they hold the token to paste',
    example: 'https://account.example.com',
  }),
};

const payments = {
  demoGateway: orNull(flag).meta({
    description: 'a payment provider that moves no money; refused in production',
    byDefault: '`on` if embedded',
    example: 'off',
  }),
  paymentPollMilliseconds: whole(50, 60_000, 'ms').default(1000).meta({ description: 'how often payments that are due for a check are looked for' }),
  providerDeadlineMilliseconds: whole(100, 12_000, 'ms')
    .default(8000)
    .meta({ description: 'how long one call to a payment provider may take, with its repetitions' }),
  midtransUrl: url.default('https://api.midtrans.com').meta({ description: 'address of Midtrans' }),
  midtransTestUrl: url.default('https://api.sandbox.midtrans.com').meta({ description: 'address of the sandbox of Midtrans' }),
  midtransSnapUrl: url.default('https://app.midtrans.com/snap/v1').meta({ description: 'address of the payment page of Midtrans' }),
  midtransSnapTestUrl: url.default('https://app.sandbox.midtrans.com/snap/v1').meta({ description: 'address of the payment page of its sandbox' }),
  xenditUrl: url.default('https://api.xendit.co').meta({ description: 'address of Xendit' }),
  stripeUrl: url.default('https://api.stripe.com').meta({ description: 'address of Stripe' }),
  razorpayUrl: url.default('https://api.razorpay.com/v1').meta({ description: 'address of Razorpay' }),
  chapaUrl: url.default('https://api.chapa.co/v1').meta({ description: 'address of Chapa' }),
};

const speed = {
  fastPathsOff: fastPaths.default([]).meta({
    description: 'fast paths that are not taken, to find out whether one is at fault ([below](#fast-paths)); answers are the same, and slower',
    example: 'menu-fast-path,frames',
  }),
  menuSharedSeconds: whole(0, 3600, 's')
    .default(10)
    .meta({ description: 'how long a CDN may serve a guest’s menu that was asked for by GET without asking again ([below](#cdn)); `0`: not at all' }),
  keptAnswers: flag.default(true).meta({ description: 'keep serialised menu answers in memory; `off` is the same as `kept-answers` in `FAST_PATHS_OFF`' }),
};

const trials = {
  demo: orNull(flag).meta({ description: 'demo brands in a new database; refused in production', byDefault: '`on` if embedded', example: 'off' }),
  durable: flag.default(true).meta({ description: '`off`: the embedded PostgreSQL does not wait for the disk (tests)' }),
  faults: faults.default([]).meta({
    description:
      'faults to inject, for tests, refused in production: `placeOrder:before-commit=kill`, see [fault-point.ts](../src/kernel/request/fault-point.ts)',
    example: 'placeOrder:before-commit=kill',
  }),
};

/** In the order in which documents tell them. */
export const sections = {
  Server: place,
  'Database and nodes': database,
  Cells: cells,
  'Keys and sessions': keys,
  Limits: limits,
  Feeds: feeds,
  Mail: mail,
  Payments: payments,
  Speed: speed,
  'Demo and tests': trials,
} as const;

export const variables = { ...place, ...database, ...cells, ...keys, ...limits, ...feeds, ...mail, ...payments, ...speed, ...trials };

/** MAX_SOCKETS for `maxSockets`. */
export const environmentName = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
