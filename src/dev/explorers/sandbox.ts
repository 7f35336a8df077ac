import { randomBytes } from 'node:crypto';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { Routes } from '../../kernel/request/routes.ts';
import type { ExplorerStart } from './explorer-start.ts';
import { graphiqlRoutes } from './graphiql.ts';

/** Apollo's page takes its own address for the API's, but our API is at /graphql. */
const OWN_ADDRESS = 'var initialEndpoint = window.location.href;';
const API_ADDRESS = "var initialEndpoint = new URL('/graphql', window.location.href).href;";
const HEAD = '<head>';

/** How long Apollo's Sandbox may take to send its first message, in milliseconds. */
const SANDBOX_MS = 8000;
const OFFER = 'Apollo Sandbox does not answer. GraphiQL at /graphiql needs no internet.';
const OFFER_STYLE = 'position:fixed;inset:auto 0 0;padding:12px;background:#fff3cd;color:#222;font:16px system-ui;text-align:center';
/**
 * Redirects to the local explorer when Apollo's script cannot be loaded, and offers a link to it when the frame sends no
 * message in time: a frame from a cached script is as silent as a network that drops all packets.
 */
const LEAVE = `addEventListener('error', ({ target }) => { if (target instanceof HTMLScriptElement) location.replace('/graphiql'); }, true);
const late = setTimeout(() => {
  if (!window.EmbeddedSandbox) return location.replace('/graphiql');
  const offer = Object.assign(document.createElement('a'), { href: '/graphiql', textContent: '${OFFER}' });
  offer.style.cssText = '${OFFER_STYLE}';
  document.body.append(offer);
}, ${SANDBOX_MS});
addEventListener('message', ({ origin }) => { if (/\\.apollographql\\.com$/.test(origin)) clearTimeout(late); });`;

/** The explorers, for development only: Apollo Sandbox at `/`, which needs the internet, and GraphiQL at `/graphiql`, which does not. */
export function explorerRoutes(start: () => Promise<ExplorerStart>): Routes {
  return (app) =>
    app.register(async (scope) => {
      // Each page sets its own content security policy.
      await scope.register(helmet, { contentSecurityPolicy: false, crossOriginEmbedderPolicy: false });
      await explorers(scope, start);
    }) as unknown as Promise<void>;
}

async function explorers(app: FastifyInstance, start: () => Promise<ExplorerStart>): Promise<void> {
  const hasLocal = await graphiqlRoutes(app, start);
  app.get('/', async (_request, reply) => {
    const html = await landingPage(await start());
    const nonce = /nonce="([^"]+)"/.exec(html)?.[1] ?? randomBytes(8).toString('hex');
    const apollo = 'https://*.apollographql.com';
    void reply.header(
      'content-security-policy',
      `default-src 'self' ${apollo}; script-src 'self' 'nonce-${nonce}' ${apollo}; style-src 'self' 'unsafe-inline' 'nonce-${nonce}' ${apollo} https://fonts.googleapis.com; ` +
        `font-src https://fonts.gstatic.com data:; img-src 'self' data: ${apollo}; connect-src 'self' ws: wss: ${apollo}; frame-src ${apollo}; manifest-src ${apollo}`,
    );
    const whole = hasLocal ? html.replace(HEAD, `${HEAD}<script nonce="${nonce}">${LEAVE}</script>`) : html;
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(whole);
  });
}

async function landingPage({ document, variables, headers }: ExplorerStart): Promise<string> {
  const plugin = ApolloServerPluginLandingPageLocalDefault({
    embed: { runTelemetry: false, endpointIsEditable: false },
    includeCookies: false,
    document,
    variables: { ...variables },
    headers: { ...headers },
  });
  const listener = await plugin.serverWillStart?.({} as never);
  const page = await (listener as { renderLandingPage(): Promise<{ html: string | (() => Promise<string>) }> }).renderLandingPage();
  const html = typeof page.html === 'string' ? page.html : await page.html();
  if (!html.includes(OWN_ADDRESS) || !html.includes(HEAD)) throw new Error('the Sandbox page has changed: its endpoint cannot be set');
  return html.replace(OWN_ADDRESS, API_ADDRESS);
}
