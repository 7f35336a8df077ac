import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { ExplorerStart } from './explorer-start.ts';

interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
  /** URL that changes with the bytes, so that browsers may cache the asset for ever. */
  readonly address: string;
}

const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';
const require = createRequire(import.meta.url);
/** Beside `src` and `dist`: browsers get these files unchanged. */
const OWN = new URL('../../../assets/graphiql/', import.meta.url);
const CACHED = 'public, max-age=31536000, immutable';

/**
 * Files in the order in which the page loads them. The packages contain finished bundles but do not export them, so their
 * paths start at package.json.
 */
const FILES: Readonly<Record<string, { readonly type: string; readonly path: () => string | URL }>> = {
  'graphiql.css': { type: STYLE, path: () => beside('graphiql', 'graphiql.min.css') },
  'page.css': { type: STYLE, path: () => new URL('page.css', OWN) },
  'react.js': { type: SCRIPT, path: () => beside('react', 'umd/react.production.min.js') },
  'react-dom.js': { type: SCRIPT, path: () => beside('react-dom', 'umd/react-dom.production.min.js') },
  'graphiql.js': { type: SCRIPT, path: () => beside('graphiql', 'graphiql.min.js') },
  'graphql-ws.js': { type: SCRIPT, path: () => join(dirname(require.resolve('graphql-ws')), '../umd/graphql-ws.min.js') },
  'page.js': { type: SCRIPT, path: () => new URL('page.js', OWN) },
};

function beside(name: string, path: string): string {
  return join(dirname(require.resolve(`${name}/package.json`)), path);
}

/** The page loads nothing from other hosts. GraphiQL's editor and menus set inline styles. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src data:; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** GraphiQL at `/graphiql`, from this server alone: it works without the internet. Returns false when its packages are not installed. */
export async function graphiqlRoutes(app: FastifyInstance, start: () => Promise<ExplorerStart>): Promise<boolean> {
  const assets = await readAssets();
  if (!assets) return false;
  const html = page([...assets.values()]);
  app.get('/graphiql', async (_request, reply) => {
    void reply.header('content-security-policy', POLICY).header('cache-control', 'no-store').type('text/html; charset=utf-8');
    const data = asData(await start());
    return reply.send(html.replace(START, () => data));
  });
  app.get<{ Params: { file: string } }>('/graphiql/:file', async ({ params }, reply) => {
    const asset = assets.get(params.file);
    return asset ? reply.type(asset.type).header('cache-control', CACHED).send(asset.bytes) : reply.callNotFound();
  });
  return true;
}

/** Null: a file is missing, as in an image without the optional packages. */
async function readAssets(): Promise<ReadonlyMap<string, Asset> | null> {
  try {
    const read = Object.entries(FILES).map(async ([name, { type, path }]): Promise<[string, Asset]> => {
      const bytes = await readFile(path());
      return [name, { type, bytes, address: `/graphiql/${name}?${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}` }];
    });
    return new Map(await Promise.all(read));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'MODULE_NOT_FOUND' || code === 'ENOENT') return null;
    throw error;
  }
}

const START = '{}';

function page(assets: readonly Asset[]): string {
  const tags = assets.map(({ type, address }) => (type === STYLE ? `<link rel="stylesheet" href="${address}">` : `<script src="${address}" defer></script>`));
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Dapur: GraphiQL</title><link rel="icon" href="data:,">
${tags.join('\n')}
</head>
<body>
<div id="page"></div>
<script type="application/json" id="start">${START}</script>
</body>
</html>
`;
}

/** JSON in which no closing tag can occur. */
function asData(start: ExplorerStart): string {
  return JSON.stringify(start).replaceAll('<', '\\u003c');
}
