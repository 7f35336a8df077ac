import type { Config } from '../../config.ts';
import { DEMO_ADMIN, DEMO_PASSWORD, DEMO_PIN, demoBrands, demoUsers } from './demo.ts';

/** The last output of a start: URLs, demo users, and a command to paste. */
export function greeting(url: string, config: Config): string {
  const lines = ['', `  Dapur    ${url}/graphql   (HTTP and WebSocket)`];
  if (config.hasSandbox) lines.push(`  Sandbox  ${url}/   (Apollo's explorer, which needs the internet)`, `  GraphiQL ${url}/graphiql   (works without it)`);
  if (config.demoGateway) lines.push('', ...demoGateway);
  // Last: it ends with a command to paste.
  if (config.demo) lines.push('', ...demo(url, config));
  return `${lines.join('\n')}\n\n`;
}

const demoGateway = [
  '  Payments without an account at a provider go to a demo gateway; no money moves. startPayment names its page in',
  '  payment.action (QRIS: deeplinkUrl, else redirectUrl): press Pay there, or send settleDemoPayment.',
];

function demo(url: string, { accessTokenSeconds }: Config): string[] {
  const users = Object.keys(demoUsers).join(', ');
  return [
    '  Demo brands (send the slug as header X-Tenant-ID)',
    ...demoBrands.map(({ tenant, outlets }) => `    ${tenant.slug.padEnd(12)} ${tenant.currency}, outlets ${outlets.map(({ code }) => code).join(' and ')}`),
    `  Users of each: ${users}; password of all: ${DEMO_PASSWORD}. Managers approve with the PIN ${DEMO_PIN}`,
    `  Platform admin: ${DEMO_ADMIN}, same password; signs in without the header X-Tenant-ID`,
    `  signIn gives an access token for ${Math.round(accessTokenSeconds / 60)} minutes: send it as header Authorization: Bearer …`,
    '  Promotion codes to try: SENJA10 (kopi-senja), WELCOME (bunna-house)',
    '',
    '  Try it:',
    `    curl -s ${url}/graphql -H 'content-type: application/json' -H 'x-tenant-id: kopi-senja' \\`,
    `      -d '{"query":"{ outlets { id name code openNow } }"}'`,
  ];
}
