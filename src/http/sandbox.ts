import { randomBytes } from 'node:crypto';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { FastifyInstance } from 'fastify';

/** What the Sandbox opens with. */
export interface SandboxStart {
  readonly document: string;
  readonly variables: Record<string, string>;
  readonly headers: Record<string, string>;
}

/** Where Apollo's page looks for the API: the page's own address, but our API is beside it. */
const OWN_ADDRESS = 'var initialEndpoint = window.location.href;';
const API_ADDRESS = "var initialEndpoint = new URL('/graphql', window.location.href).href;";

/** The Apollo landing page with Sandbox embedded, at `/`. For development only. */
export async function sandboxRoute(app: FastifyInstance, start: () => Promise<SandboxStart>): Promise<void> {
  app.get('/', async (_request, reply) => {
    const html = await landingPage(await start());
    const nonce = /nonce="([^"]+)"/.exec(html)?.[1] ?? randomBytes(8).toString('hex');
    const apollo = 'https://*.apollographql.com';
    void reply.header(
      'content-security-policy',
      `default-src 'self' ${apollo}; script-src 'self' 'nonce-${nonce}' ${apollo}; style-src 'self' 'unsafe-inline' 'nonce-${nonce}' ${apollo} https://fonts.googleapis.com; ` +
        `font-src https://fonts.gstatic.com data:; img-src 'self' data: ${apollo}; connect-src 'self' ws: wss: ${apollo}; frame-src ${apollo}; manifest-src ${apollo}`,
    );
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html);
  });
}

async function landingPage(start: SandboxStart): Promise<string> {
  const plugin = ApolloServerPluginLandingPageLocalDefault({ embed: { runTelemetry: false, endpointIsEditable: false }, includeCookies: false, ...start });
  const listener = await plugin.serverWillStart?.({} as never);
  const page = await (listener as { renderLandingPage(): Promise<{ html: string | (() => Promise<string>) }> }).renderLandingPage();
  const html = typeof page.html === 'string' ? page.html : await page.html();
  if (!html.includes(OWN_ADDRESS)) throw new Error('the Sandbox page has changed: its endpoint cannot be set');
  return html.replace(OWN_ADDRESS, API_ADDRESS);
}
